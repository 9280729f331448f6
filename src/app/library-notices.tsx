import { CloudOff, Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { SENTENCES } from '../domain/errors/catalog.ts';
import { needsInstall } from '../domain/errors/needs-install.ts';
import type { KeepLibraries, KeepLibrariesState } from '../features/library/keep-libraries.ts';
import type { ModelSession } from '../features/first-run/model-session.ts';
import type { VersionStore } from '../features/offline/version-store.ts';
import { Button } from '../ui/button.tsx';
import { plural } from '../ui/format.ts';
import { ErrorNotice } from '../ui/notice.tsx';
import styles from './library-notices.module.css';

interface LibraryNoticesProps {
  readonly session: ModelSession;
  readonly version: VersionStore;
  readonly keep: KeepLibraries;
}

/** What the app has to tell above the models: whether drafting works, and whether it goes on without a network. */
export function LibraryNotices({ session, version, keep }: LibraryNoticesProps): ReactNode {
  const phase = useStore(session, (state) => state.phase);
  const failure = useStore(session, (state) => state.failure);
  const isServed = useStore(session, (state) => state.offered?.id === state.installed?.manifest.id);
  const { kept: isKept, error } = useStore(version, (state) => state.offline);
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
      {isKept === 'kept' && (
        <p className={styles['line']}>
          <CloudOff aria-hidden="true" />
          <span className={styles['text']}>
            Ready to work without a network: all of Readroom is in this browser{describeKept(kept, lacking)}.
          </span>
        </p>
      )}
      {isKept === 'unavailable' && (
        <p className={styles['line']}>
          <Download aria-hidden="true" />
          <span className={styles['text']}>{SENTENCES['offline/unavailable']}</span>
        </p>
      )}
      {isKept === 'not-kept' && (
        <p className={styles['line']}>
          <Download aria-hidden="true" />
          <span className={styles['text']}>
            Not ready to work without a network. {error !== null && SENTENCES[error.code]}
            {error !== null && (
              <details>
                <summary>Details</summary>
                <code>{error.detail === '' ? error.code : `${error.code}: ${error.detail}`}</code>
              </details>
            )}
          </span>
          <Button onClick={() => void version.keep()}>Try again</Button>
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
