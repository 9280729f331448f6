import { useEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { canAccept } from '../../domain/drafting/standing.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { useShortcuts } from '../../ui/shortcuts.ts';
import { ElsewhereNotice } from './elsewhere-notice.tsx';
import { FindingsPane } from './findings-pane.tsx';
import { ImpressionPane } from './impression-pane.tsx';
import type { CopyActions } from './use-copy.ts';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import type { WorkspaceStore } from './workspace-store.ts';
import styles from './workspace.module.css';

interface WorkspaceViewProps {
  readonly store: WorkspaceStore;
  readonly copy: CopyActions;
  /** Shown in the impression pane while no model can draft: installing, loading, trouble. */
  readonly modelPanel: ReactNode;
  /** Keys act only while nothing lies over the workspace. */
  readonly keysEnabled: boolean;
}

/** Findings on one side, Impression on the other. */
export function WorkspaceView({ store, copy, modelPanel, keysEnabled }: WorkspaceViewProps): ReactNode {
  const state = useStore(store);
  const findings = useRef<HTMLTextAreaElement>(null);
  // Stopped, understood or tried again: the findings are where work goes on.
  const panelFocus = useKeptFocus(findings);

  useEffect(() => {
    if (state.focusRequest > 0) findings.current?.focus();
  }, [state.focusRequest]);

  useShortcuts(
    {
      accept: () => {
        // In the findings the same key must not take over words nobody has looked at by then: they are in sight.
        if (canAccept(state.drafting)) store.dispatch({ type: 'accept-requested' });
      },
      stop: () => store.dispatch({ type: 'stop-requested' }),
      regenerate: () => store.dispatch({ type: 'regenerate-requested' }),
      copy: () => void copy.impression(),
    },
    keysEnabled,
  );

  const { save, elsewhere, error } = state;
  return (
    <main className={styles['workspace']}>
      <div className={styles['panes']}>
        <FindingsPane
          ref={findings}
          text={state.drafting.findings}
          onEdit={(text) => store.dispatch({ type: 'findings-edited', text })}
        />
        <ImpressionPane
          drafting={state.drafting}
          dispatch={store.dispatch}
          copy={copy}
          readReport={store.readReport}
          modelPanel={modelPanel}
          panelFocus={panelFocus}
        />
      </div>
      {elsewhere !== null || save.status === 'conflict' ? (
        <ElsewhereNotice
          store={store}
          deleted={elsewhere === 'deleted' || save.error?.code === 'report/deleted-elsewhere'}
          error={error}
        />
      ) : save.status === 'failed' && save.error !== null ? (
        <ErrorNotice
          error={save.error}
          actions={<Button onClick={() => void store.retrySave()}>Save again</Button>}
        />
      ) : error !== null ? (
        <ErrorNotice
          error={error}
          actions={<Button onClick={() => void store.openNew()}>Start a new report</Button>}
        />
      ) : null}
    </main>
  );
}
