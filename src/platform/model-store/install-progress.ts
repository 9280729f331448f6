import type { Clock } from '../clock/clock.ts';
import type { InstallProgress } from './model-store-port.ts';

/** Shortest time between two reports, ms: enough for a smooth bar, little enough to leave the page alone. */
const REPORT_EVERY_MS = 50;

export interface InstallMeter {
  /** A whole file that needs no download. */
  resumed(bytes: number): void;
  /** Bytes of the current file so far; they count once `fileDone` is called. */
  file(phase: InstallProgress['phase'], name: string, bytes: number): void;
  fileDone(bytes: number): void;
}

/** Adds up an install's bytes and reports them with the speed since its start. */
export function createInstallMeter(
  clock: Pick<Clock, 'monotonic'>,
  totalBytes: number,
  report: (progress: InstallProgress) => void = () => undefined,
): InstallMeter {
  const start = clock.monotonic();
  let resumedBytes = 0;
  let finished = 0;
  let lastAt = -Infinity;
  let lastKey = '';

  return {
    resumed(bytes) {
      resumedBytes += bytes;
    },
    file(phase, file, bytes) {
      const now = clock.monotonic();
      const key = `${phase} ${file}`;
      if (key === lastKey && now - lastAt < REPORT_EVERY_MS) return;
      lastKey = key;
      lastAt = now;
      const downloaded = finished + bytes;
      const seconds = (now - start) / 1000;
      report({
        phase,
        file,
        doneBytes: resumedBytes + downloaded,
        totalBytes,
        resumedBytes,
        bytesPerSecond: seconds > 0 ? downloaded / seconds : 0,
      });
    },
    fileDone(bytes) {
      finished += bytes;
    },
  };
}
