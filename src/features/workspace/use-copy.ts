import { useCallback, useEffect, useState } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { reportAsText } from '../../domain/report/report.ts';
import type { Clipboard } from '../../platform/clipboard/clipboard.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { WorkspaceStore } from './workspace-store.ts';

export interface CopyActions {
  readonly impression: () => Promise<void>;
  readonly report: () => Promise<void>;
  /** What has just been copied. */
  readonly done: 'impression' | 'report' | null;
  readonly error: ReadroomError | null;
}

/** How long "Copied" stands, ms. */
const CONFIRMATION_MS = 1_600;

export function useCopy(
  store: WorkspaceStore,
  clipboard: Clipboard,
  clock: Pick<Clock, 'after'>,
  onCopied: (what: 'impression' | 'report', reportId: string) => void = () => undefined,
): CopyActions {
  const [done, setDone] = useState<CopyActions['done']>(null);
  const [error, setError] = useState<ReadroomError | null>(null);

  useEffect(() => {
    if (done === null) return;
    return clock.after(CONFIRMATION_MS, () => setDone(null));
  }, [done, clock]);

  const copy = useCallback(
    async (what: 'impression' | 'report') => {
      const { findings, impression } = store.getState().drafting;
      const report = { findings, impression: impression.text };
      const text = what === 'report' ? reportAsText(report) : impression.text.trim();
      if (text === '') return;
      try {
        await clipboard.writeText(text);
        setError(null);
        setDone(what);
        onCopied(what, store.getState().reportId);
      } catch (caught) {
        setError(asReadroomError(caught));
      }
    },
    [store, clipboard, onCopied],
  );

  return { impression: () => copy('impression'), report: () => copy('report'), done, error };
}
