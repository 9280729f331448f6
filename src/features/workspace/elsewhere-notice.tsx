import type { ReactNode } from 'react';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { WorkspaceStore } from './workspace-store.ts';

interface ElsewhereNoticeProps {
  readonly store: WorkspaceStore;
  readonly deleted: boolean;
  /** Why the last choice could not be carried out. */
  readonly error: ReadroomError | null;
}

/** Two tabs, one report: this one is told, and nothing is overwritten unasked. */
export function ElsewhereNotice({ store, deleted, error }: ElsewhereNoticeProps): ReactNode {
  return (
    <Notice
      tone="warning"
      actions={
        <>
          <Button onClick={() => void store.keepAsCopy()}>Keep this text as a copy</Button>
          {deleted ? (
            <Button onClick={() => store.leaveDeleted()}>Start a new report</Button>
          ) : (
            <Button tone="primary" onClick={() => void store.showOther()}>
              Show the other version
            </Button>
          )}
        </>
      }
    >
      {deleted
        ? 'This report was deleted in another tab. What you see here is no longer saved.'
        : 'This report was changed in another tab. What you type here is not saved into it.'}
      {error !== null && ` ${error.sentence}`}
    </Notice>
  );
}
