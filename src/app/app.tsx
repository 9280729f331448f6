import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { ArrivingPalette } from '../features/commands/arriving-palette.tsx';
import { describeWaiting, useUnfinished } from '../features/install/use-unfinished.ts';
import { useRefreshAfterJobs } from '../features/install/use-refresh.ts';
import { HistorySection } from '../features/history/history-section.tsx';
import { ModelPanel } from '../features/first-run/model-panel.tsx';
import { NewVersion } from '../features/offline/new-version.tsx';
import { VersionSection } from '../features/offline/version-section.tsx';
import { ReportsDrawer } from '../features/reports/reports-drawer.tsx';
import { EngineSection } from '../features/settings/engine-section.tsx';
import { PrivacySection } from '../features/settings/privacy-section.tsx';
import { ModelCard } from '../features/settings/model-card.tsx';
import { SettingsDrawer } from '../features/settings/settings-drawer.tsx';
import { ProtectionBadge } from '../features/protection/protection-badge.tsx';
import type { ModelSessionState } from '../features/first-run/model-session.ts';
import type { EngineBadgeProps } from '../features/workspace/engine-badge.tsx';
import { StatusLine } from '../features/workspace/status-line.tsx';
import { useCopy } from '../features/workspace/use-copy.ts';
import { WorkspaceView } from '../features/workspace/workspace-view.tsx';
import { SENTENCES } from '../domain/errors/catalog.ts';
import { describeEngine } from '../ui/describe-engine.ts';
import { ErrorNotice } from '../ui/notice.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { AppHeader } from './app-header.tsx';
import type { AppState } from './app-state.ts';
import styles from './app.module.css';
import { jobLine } from './job-line.ts';
import { Protection } from './protection.tsx';
import { useCommands } from './use-commands.ts';
import { useSettings } from './use-settings.ts';

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

const LibraryPage = lazy(() =>
  import('./library-page.tsx').then((module) => ({ default: module.LibraryPage })),
);

const PrivacyPage = lazy(() =>
  import('./privacy-page.tsx').then((module) => ({ default: module.PrivacyPage })),
);

/** `passphrase`: the settings, at the place where one is set. */
type Overlay = 'none' | 'settings' | 'passphrase' | 'palette';

function Shell({ state }: { readonly state: AppState }): ReactNode {
  const { services, workspace, session, reports, library, privacyView, version } = state;
  const [overlay, setOverlay] = useState<Overlay>('none');
  const [settings, changeSettings] = useSettings(state);
  const model = useStore(session);
  const reportId = useStore(workspace, (s) => s.reportId);
  const reportsOpen = useStore(reports, (s) => s.isOpen);
  const modelsOpen = useStore(library.view, (s) => s.open);
  const privacyOpen = useStore(privacyView, (s) => s.open);
  const away = modelsOpen || privacyOpen;
  const job = useStore(library.install.jobs, (s) => jobLine(s.jobs));
  const waiting = describeWaiting(useUnfinished(library.install));
  useRefreshAfterJobs(library.install.jobs);
  const copy = useCopy(workspace, services.clipboard, services.clock, state.noteCopy);
  // Also while something lies over the workspace: whoever is called away locks with one key.
  useShortcuts({ lock: () => state.lock?.now() });
  const keysEnabled = overlay === 'none' && !reportsOpen;
  /** One thing stands in the place of the report, or none. */
  const stand = (what: 'report' | 'models' | 'privacy'): void => {
    library.view.setState({ open: what === 'models' });
    privacyView.setState({ open: what === 'privacy' });
  };
  const showReport = (): void => {
    stand('report');
    workspace.requestFocus();
  };
  const actions = {
    newReport: () => void workspace.openNew().then(() => stand('report')),
    reports: () => reports.open(),
    models: () => (modelsOpen ? showReport() : stand('models')),
    privacy: () => (privacyOpen ? showReport() : stand('privacy')),
    palette: () => setOverlay('palette'),
    openSettings: () => setOverlay('settings'),
  };
  useShortcuts(
    {
      newReport: actions.newReport,
      reports: actions.reports,
      models: actions.models,
      palette: actions.palette,
    },
    keysEnabled,
  );
  const commands = useCommands(state, {
    ...actions,
    modelsOpen,
    privacyOpen,
    copy,
    settings,
    changeSettings,
  });
  const close = (): void => setOverlay('none');
  const openModels = (): void => {
    close();
    stand('models');
  };
  const limit = services.capabilities.limits[0];

  return (
    <div className={styles['shell']}>
      <AppHeader
        foreignRequests={services.foreignRequests}
        enforcement={services.enforcement}
        leaks={state.leaks}
        modelsOpen={modelsOpen}
        privacyOpen={privacyOpen}
        actions={actions}
        protectionBadge={
          <ProtectionBadge
            protection={services.protection}
            onLock={() => state.lock?.now()}
            onSetPassphrase={() => setOverlay('passphrase')}
          />
        }
      />
      {/* Kept, not drawn anew: the words, the cursor and what can be undone are there when the library is left. */}
      <div className={away ? styles['away'] : styles['here']}>
        <WorkspaceView
          store={workspace}
          copy={copy}
          keysEnabled={keysEnabled && !away}
          modelPanel={
            model.phase === 'checking' || (model.phase === 'ready' && model.alert === null) ? null : (
              <ModelPanel
                session={session}
                onModels={openModels}
                onAutomatic={settings.engine === 'auto' ? null : () => changeSettings({ engine: 'auto' })}
              />
            )
          }
        />
      </div>
      {modelsOpen && (
        <Suspense fallback={<PageArrives name="Model library" />}>
          <LibraryPage state={state} settings={settings} onBack={showReport} />
        </Suspense>
      )}
      {privacyOpen && (
        <Suspense fallback={<PageArrives name="Privacy" />}>
          <PrivacyPage services={services} leaks={state.leaks} onBack={showReport} />
        </Suspense>
      )}
      {copy.error !== null && (
        <div className={styles['notice']}>
          <ErrorNotice error={copy.error} />
        </div>
      )}
      <NewVersion store={version} />
      <footer className={styles['footer']}>
        <StatusLine
          store={workspace}
          engine={engineBadge(model)}
          model={modelLine(model)}
          job={job ?? waiting}
        />
      </footer>
      <ReportsDrawer
        store={reports}
        reports={services.reports}
        currentId={reportId}
        onOpen={async (id) => {
          const opened = await workspace.open(id);
          if (opened) stand('report');
          return opened;
        }}
        onDeletedCurrent={workspace.leaveDeleted}
      />
      <SettingsDrawer
        isOpen={overlay === 'settings' || overlay === 'passphrase'}
        onClose={close}
        settings={settings}
        onChange={changeSettings}
        engineSection={
          <EngineSection
            settings={settings}
            onChange={changeSettings}
            engine={services.engine}
            running={model.probe}
            processors={services.capabilities.processors}
            threadsLimit={limit === undefined ? null : SENTENCES[limit]}
          />
        }
        protection={
          <Protection
            state={state}
            settings={settings}
            isAsked={overlay === 'passphrase'}
            onChange={changeSettings}
          />
        }
        historySection={
          <HistorySection
            history={state.history}
            isOn={settings.learnFromReports}
            onChange={(learnFromReports) => changeSettings({ learnFromReports })}
            most={model.installed?.manifest.examples?.max ?? null}
          />
        }
        privacySection={
          <PrivacySection
            onOpen={() => {
              close();
              stand('privacy');
            }}
          />
        }
        modelCard={
          <ModelCard
            installed={model.installed}
            newerBuild={hasNewerBuild(model)}
            store={services.modelStore}
            onOpenLibrary={openModels}
          />
        }
        versionSection={<VersionSection store={version} />}
      />
      {overlay === 'palette' && <ArrivingPalette onClose={close} commands={commands} />}
    </div>
  );
}

/** Stands where a page will, with the focus: the findings that had it are out of sight. */
function PageArrives({ name }: { readonly name: string }): ReactNode {
  const main = useRef<HTMLElement>(null);
  useEffect(() => main.current?.focus(), []);
  return <main ref={main} tabIndex={-1} aria-busy="true" aria-label={name} className={styles['filler']} />;
}

/** The server has another build of the model that drafts. */
function hasNewerBuild({ installed, newerBuilds }: ModelSessionState): boolean {
  return installed !== null && newerBuilds.includes(installed.manifest.id);
}

function modelLine(model: ModelSessionState): string {
  const { installed } = model;
  if (installed === null) return 'No model installed';
  const newer = hasNewerBuild(model) ? ', newer build on the server' : '';
  return `${installed.details.name}, ${installed.manifest.quantization}${newer}`;
}

function engineBadge({ phase, probe, move }: ModelSessionState): EngineBadgeProps {
  if (probe !== null) return { kind: probe.kind, label: describeEngine(probe), note: probe.note };
  // A model that is ready and has no engine is on its way to the processor.
  const loads = phase === 'loading' || (phase === 'ready' && move !== null && move.failure === null);
  return { kind: 'cpu', label: loads ? 'Loading the engine' : 'Engine not loaded', note: null };
}
