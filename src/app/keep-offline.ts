import type { Clock } from '../platform/clock/clock.ts';
import type { OfflineApp } from '../platform/offline/offline-port.ts';

/** Opening the page, the report and the model goes first. */
const IDLE_MS = 4_000;
/** A tab may stay open for weeks: how often it asks the server for a newer version. */
const LOOK_EVERY_MS = 60 * 60_000;

/** Has the app kept once the page is idle, then looks for a newer version now and then; the result ends that. */
export function keepOffline(
  offline: Pick<OfflineApp, 'keep' | 'look'>,
  clock: Pick<Clock, 'after'>,
): () => void {
  let cancel = clock.after(IDLE_MS, () => {
    void offline.keep();
    later();
  });
  const later = (): void => {
    cancel = clock.after(LOOK_EVERY_MS, () => {
      void offline.look();
      later();
    });
  };
  return () => cancel();
}
