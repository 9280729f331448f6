import type { ModelSession } from '../features/first-run/model-session.ts';
import { createReportHistory, type ReportHistory } from '../features/history/report-history.ts';
import { createModelSession } from '../features/first-run/model-session-store.ts';
import { createReportsStore, type ReportsStore } from '../features/reports/reports-store.ts';
import { createWorkspaceStore, type WorkspaceStore } from '../features/workspace/workspace-store.ts';
import { DEFAULT_SETTINGS, type Settings } from '../domain/settings/settings.ts';
import { createLibraryState, type LibraryState } from './library-state.ts';
import { hashPrompt } from './hash-prompt.ts';
import { applyTheme } from './theme.ts';
import type { Services } from './services.ts';

/** The screen's stores, joined: the model that is loaded drafts in the workspace. */
export interface AppState {
  readonly services: Services;
  readonly workspace: WorkspaceStore;
  readonly session: ModelSession;
  readonly reports: ReportsStore;
  /** Earlier reports as examples, while that is switched on. */
  readonly history: ReportHistory;
  readonly library: LibraryState;
  readonly initialSettings: Settings;
  /** Makes changed settings take effect. */
  applySettings(settings: Settings): void;
  /** Changes settings that no screen asked to change, such as the model that drafts. */
  changeSettings(change: Partial<Settings>): void;
  /** Calls `listener` after `changeSettings`; the returned function ends that. */
  onSettings(listener: (settings: Settings) => void): () => void;
}

/**
 * Reads the settings, opens the last report and starts looking for a model.
 * Everything a person could lose is open before the first paint.
 */
export async function createAppState(services: Services): Promise<AppState> {
  let settings = await services.settings.read().catch(() => DEFAULT_SETTINGS);
  const listeners = new Set<(settings: Settings) => void>();
  applyTheme(settings.theme);
  const changeSettings = (change: Partial<Settings>): void => {
    settings = { ...settings, ...change };
    for (const listener of listeners) listener(settings);
    // What could not be stored is asked for again next time.
    services.settings.write(settings).catch(() => undefined);
  };
  const history = createReportHistory({ reports: services.reports, clock: services.clock });
  history.switchOn(settings.learnFromReports);
  const workspace = createWorkspaceStore({
    reports: services.reports,
    clock: services.clock,
    pageLife: services.pageLife,
    createId: services.createId,
    pauseMs: () => settings.pauseMs,
    chooseExamples: (findings, reportId) =>
      history.choose(findings, reportId, session.getState().installed?.manifest.examples?.max ?? 0),
  });
  const session = createModelSession({
    store: services.modelStore,
    engine: services.engine,
    now: () => services.clock.now(),
    readCatalog: services.readCatalog,
    createCodec: services.createCodec,
    hashPrompt: (template) => hashPrompt(services.hashing, template),
    threads: () => settings.threads,
    engineChoice: () => settings.engine,
    activeModel: () => settings.activeModel,
    onActivated: (activeModel) => changeSettings({ activeModel }),
    prepareGpu: services.prepareGpu,
    onModel: workspace.runner.setModel,
  });
  const library = createLibraryState(services, session, () => settings.engine);
  // Installing leaves the hands free: the button that had the focus is gone, and typing can begin.
  session.subscribe(({ phase }, before) => {
    if (phase === before.phase || library.view.getState().open) return;
    if ((phase === 'installing' && !isWriting()) || (phase === 'ready' && isFocusFree())) {
      workspace.requestFocus();
    }
  });
  await workspace.start();
  void session.start();
  return {
    services,
    workspace,
    session,
    reports: createReportsStore(services.reports),
    history,
    library,
    initialSettings: settings,
    applySettings(next) {
      const { threads, engine } = settings;
      settings = next;
      applyTheme(next.theme);
      history.switchOn(next.learnFromReports);
      if (next.threads !== threads || next.engine !== engine) void session.reload();
    },
    changeSettings,
    onSettings(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Has nothing on the page the focus? A model that gets ready by itself takes it from nobody. */
function isFocusFree(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Is the cursor in a text, or in a panel that somebody opened? */
function isWriting(): boolean {
  const active = document.activeElement;
  if (active === null) return false;
  return active instanceof HTMLTextAreaElement || active.closest('[role=dialog]') !== null;
}
