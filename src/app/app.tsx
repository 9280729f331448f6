import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { ModelPanel } from '../features/first-run/model-panel.tsx';
import { ReportsDrawer } from '../features/reports/reports-drawer.tsx';
import { describeEngine, ModelCard } from '../features/settings/model-card.tsx';
import { SettingsDrawer } from '../features/settings/settings-drawer.tsx';
import { StatusLine } from '../features/workspace/status-line.tsx';
import { useCopy } from '../features/workspace/use-copy.ts';
import { WorkspaceView } from '../features/workspace/workspace-view.tsx';
import { SENTENCES } from '../domain/errors/catalog.ts';
import { ErrorNotice } from '../ui/notice.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { AppHeader } from './app-header.tsx';
import type { AppState } from './app-state.ts';
import styles from './app.module.css';
import { useCommands } from './use-commands.ts';
import { useSettings } from './use-settings.ts';

const CommandPalette = lazy(() =>
  import('../features/commands/command-palette.tsx').then((module) => ({ default: module.CommandPalette })),
);

/** Reads are local: nothing to retry, and refetching on focus would only flicker. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' } },
  });
}

export function App({
  state,
  client,
}: {
  readonly state: AppState;
  readonly client: QueryClient;
}): ReactNode {
  return (
    <QueryClientProvider client={client}>
      <Shell state={state} />
    </QueryClientProvider>
  );
}

type Overlay = 'none' | 'settings' | 'palette';

function Shell({ state }: { readonly state: AppState }): ReactNode {
  const { services, workspace, session, reports } = state;
  const [overlay, setOverlay] = useState<Overlay>('none');
  const [settings, changeSettings] = useSettings(state);
  const model = useStore(session);
  const reportId = useStore(workspace, (s) => s.reportId);
  const reportsOpen = useStore(reports, (s) => s.isOpen);
  const copy = useCopy(workspace, services.clipboard, services.clock);
  const keysEnabled = overlay === 'none' && !reportsOpen;
  const actions = {
    newReport: () => void workspace.openNew(),
    reports: () => reports.open(),
    palette: () => setOverlay('palette'),
    openSettings: () => setOverlay('settings'),
  };
  useShortcuts(
    { newReport: actions.newReport, reports: actions.reports, palette: actions.palette },
    keysEnabled,
  );
  const commands = useCommands(state, { ...actions, copy, settings, changeSettings });
  const close = (): void => setOverlay('none');
  const limit = services.capabilities.limits[0];

  return (
    <div className={styles['shell']}>
      <AppHeader foreignRequests={services.foreignRequests} actions={actions} />
      <WorkspaceView
        store={workspace}
        copy={copy}
        keysEnabled={keysEnabled}
        modelPanel={
          model.phase === 'ready' || model.phase === 'checking' ? null : <ModelPanel session={session} />
        }
      />
      {copy.error !== null && (
        <div className={styles['notice']}>
          <ErrorNotice error={copy.error} />
        </div>
      )}
      <footer className={styles['footer']}>
        <StatusLine
          store={workspace}
          engine={model.probe === null ? 'Engine not loaded' : describeEngine(model.probe)}
          model={
            model.installed === null
              ? 'No model installed'
              : `${model.installed.manifest.displayName}, ${model.installed.manifest.quantization}`
          }
        />
      </footer>
      <ReportsDrawer
        store={reports}
        reports={services.reports}
        currentId={reportId}
        onOpen={workspace.open}
        onDeletedCurrent={workspace.leaveDeleted}
      />
      <SettingsDrawer
        isOpen={overlay === 'settings'}
        onClose={close}
        settings={settings}
        onChange={changeSettings}
        processors={services.capabilities.processors}
        threadsLimit={limit === undefined ? null : SENTENCES[limit]}
        modelCard={
          <ModelCard
            installed={model.installed}
            probe={model.probe}
            store={services.modelStore}
            onRemove={session.remove}
          />
        }
      />
      {overlay === 'palette' && (
        <Suspense fallback={null}>
          <CommandPalette isOpen onClose={close} commands={commands} />
        </Suspense>
      )}
    </div>
  );
}
