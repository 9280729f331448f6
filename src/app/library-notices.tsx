import { CloudOff, Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ModelSession } from '../features/first-run/model-session.ts';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { ErrorNotice } from '../ui/notice.tsx';
import styles from './library-notices.module.css';
import type { Readiness } from './readiness.ts';

interface LibraryNoticesProps {
  readonly session: ModelSession;
  readonly readiness: Readiness;
}

/** What the app has to tell above the models: whether drafting works, and whether it goes on without a network. */
export function LibraryNotices({ session, readiness }: LibraryNoticesProps): ReactNode {
  const phase = useStore(session, (state) => state.phase);
  const failure = useStore(session, (state) => state.failure);
  const { status, missing } = useStore(readiness);
  return (
    <div className={styles['notices']}>
      {phase === 'failed' && failure?.during === 'load' && (
        <ErrorNotice
          error={failure.error}
          actions={<Button onClick={() => void session.retry()}>Try again</Button>}
        />
      )}
      {status === 'ready' && (
        <p className={styles['line']}>
          <CloudOff aria-hidden="true" />
          Ready to work without a network: all of Readroom is in this browser.
        </p>
      )}
      {status === 'fetching' && missing.length > 0 && (
        <p className={styles['line']}>Fetching what is missing</p>
      )}
      {status === 'incomplete' && (
        <p className={styles['line']}>
          <Download aria-hidden="true" />
          <span>
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
