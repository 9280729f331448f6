import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { WorkspaceStore } from './workspace-store.ts';

interface ElsewhereNoticeProps {
  readonly store: WorkspaceStore;
  readonly deleted: boolean;
}

/** Two tabs, one report: this one is told, and nothing is overwritten unasked. */
export function ElsewhereNotice({ store, deleted }: ElsewhereNoticeProps): ReactNode {
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
    </Notice>
  );
}
