import { useQueryClient } from '@tanstack/react-query';
import { HardDriveDownload } from 'lucide-react';
import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { formatBytes, plural } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import type { KeepLibraries } from './keep-libraries.ts';
import styles from './side.module.css';
import { MODELS_KEY } from '../../ui/query-keys.ts';

interface KeepAllProps {
  readonly keep: KeepLibraries;
  /** Where the focus goes when there is nothing left to press here. */
  readonly home: RefObject<HTMLElement | null>;
}

/** Brings all of the server's compiled libraries here at once: whatever is merged later runs without a network. */
export function KeepAll({ keep, home }: KeepAllProps): ReactNode {
  const { lacking, run, error } = useStore(keep);
  const client = useQueryClient();
  const box = useRef<HTMLDivElement>(null);
  const runs = run !== null;
  const keptFocus = useKeptFocus(runs ? box : home);
  useEffect(() => void keep.look(), [keep]);
  useEffect(() => {
    if (!runs) void client.invalidateQueries({ queryKey: MODELS_KEY });
  }, [runs, client]);
  if (!runs && error === null && (lacking === null || lacking.length === 0)) return null;
  const bytes = (lacking ?? []).reduce((sum, library) => sum + library.bytes, 0);
  return (
    <div ref={box} tabIndex={-1} className={styles['keep']} {...keptFocus}>
      {error !== null && <ErrorNotice error={error} />}
      {run === null ? (
        <>
          <p className={styles['quiet']}>
            The server has {plural((lacking ?? []).length, 'more library', 'more libraries')}. Kept here, they
            run what is merged later, also without a network.
          </p>
          <Button icon={<HardDriveDownload aria-hidden="true" />} onClick={() => void keep.keepAll()}>
            Keep all compiled libraries here ({formatBytes(bytes)})
          </Button>
        </>
      ) : (
        <>
          <ProgressBar label="Keeping the compiled libraries" done={run.doneBytes} total={run.totalBytes} />
          <p className={styles['quiet']} role="status">
            {run.name}, {formatBytes(run.doneBytes)} of {formatBytes(run.totalBytes)} here
          </p>
          <Button onClick={keep.stop}>Stop</Button>
        </>
      )}
    </div>
  );
}
