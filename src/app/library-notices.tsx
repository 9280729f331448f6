import { CloudOff, Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { needsInstall } from '../domain/errors/needs-install.ts';
import type { KeepLibraries, KeepLibrariesState } from '../features/library/keep-libraries.ts';
import type { ModelSession } from '../features/first-run/model-session.ts';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { ErrorNotice } from '../ui/notice.tsx';
import styles from './library-notices.module.css';
import type { Readiness } from './readiness.ts';

interface LibraryNoticesProps {
  readonly session: ModelSession;
  readonly readiness: Readiness;
  readonly keep: KeepLibraries;
}

/** What the app has to tell above the models: whether drafting works, and whether it goes on without a network. */
export function LibraryNotices({ session, readiness, keep }: LibraryNoticesProps): ReactNode {
  const phase = useStore(session, (state) => state.phase);
  const failure = useStore(session, (state) => state.failure);
  const isServed = useStore(session, (state) => state.offered?.id === state.installed?.manifest.id);
  const { status, missing } = useStore(readiness);
  const { lacking, kept } = useStore(keep);
  return (
    <div className={styles['notices']}>
      {phase === 'failed' && failure?.during === 'load' && (
        <ErrorNotice
          error={failure.error}
          actions={
            <Button onClick={() => void session.retry()}>
              {isServed && needsInstall(failure.error.code) ? 'Install again' : 'Try again'}
            </Button>
          }
        />
      )}
      {status === 'ready' && (
        <p className={styles['line']}>
          <CloudOff aria-hidden="true" />
          <span className={styles['text']}>
            Ready to work without a network: all of Readroom is in this browser{describeKept(kept, lacking)}.
          </span>
        </p>
      )}
      {status === 'fetching' && missing.length > 0 && (
        <p className={styles['line']}>Fetching what is missing</p>
      )}
      {status === 'incomplete' && (
        <p className={styles['line']}>
          <Download aria-hidden="true" />
          <span className={styles['text']}>
            Not ready to work without a network: {plural(missing.length, 'file')} of Readroom could not be
            kept.
            <details>
              <summary>Details</summary>
              <code>{missing.join(', ')}</code>
            </details>
          </span>
          <Button onClick={() => void readiness.keep()}>Fetch again</Button>
        </p>
      )}
    </div>
  );
}

/** Which shapes a graphics card runs without a network, as far as the server's list was seen. */
function describeKept(kept: number, lacking: KeepLibrariesState['lacking']): string {
  if (lacking === null || kept + lacking.length === 0) return '';
  const here = plural(kept, 'compiled library', 'compiled libraries');
  return lacking.length === 0
    ? `, with ${here}`
    : `, with ${here}; ${lacking.length} more ${lacking.length === 1 ? 'is' : 'are'} only on the server`;
}
