import type { ReactNode } from 'react';
import type { ReadroomError } from '../domain/errors/readroom-error.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/notice.tsx';
import styles from './app.module.css';

interface StartTroubleProps {
  readonly error: ReadroomError;
  readonly onReload: () => void;
}

/** What the site asks comes before anything stored is opened: these are about the site, not about the reports. */
const OF_THE_SITE: ReadonlySet<string> = new Set(['app/policy-unreadable', 'app/not-enforced']);

/** Shown in place of the app where what is stored cannot be opened: nothing is deleted, nothing is written over. */
export function StartTrouble({ error, onReload }: StartTroubleProps): ReactNode {
  const isOfTheSite = OF_THE_SITE.has(error.code);
  return (
    <main className={styles['center']}>
      <h1>{isOfTheSite ? 'Readroom does not start here' : 'The stored reports could not be opened'}</h1>
      <ErrorNotice error={error} actions={<Button onClick={onReload}>Try again</Button>} />
      {isOfTheSite ? (
        <p>What is stored on this computer was not touched.</p>
      ) : (
        <p>
          Nothing was changed. If this stays so, tell whoever looks after this computer the code under
          “Details”; a backup can be restored in another browser profile.
        </p>
      )}
    </main>
  );
}
