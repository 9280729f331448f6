import { createModelSession, type ModelSession } from '../features/first-run/model-session-store.ts';
import { createReportsStore, type ReportsStore } from '../features/reports/reports-store.ts';
import { createWorkspaceStore, type WorkspaceStore } from '../features/workspace/workspace-store.ts';
import { DEFAULT_SETTINGS, type Settings } from '../domain/settings/settings.ts';
import { applyTheme } from './theme.ts';
import type { Services } from './services.ts';

/** The screen's stores, joined: the model that is loaded drafts in the workspace. */
export interface AppState {
  readonly services: Services;
  readonly workspace: WorkspaceStore;
  readonly session: ModelSession;
  readonly reports: ReportsStore;
  readonly initialSettings: Settings;
  /** Makes changed settings take effect. */
  applySettings(settings: Settings): void;
}

/**
 * Reads the settings, opens the last report and starts looking for a model.
 * Everything a person could lose is open before the first paint.
 */
export async function createAppState(services: Services): Promise<AppState> {
  let settings = await services.settings.read().catch(() => DEFAULT_SETTINGS);
  applyTheme(settings.theme);
  const workspace = createWorkspaceStore({
    reports: services.reports,
    clock: services.clock,
    pageLife: services.pageLife,
    createId: services.createId,
    pauseMs: () => settings.pauseMs,
  });
  const session = createModelSession({
    store: services.modelStore,
    engine: services.engine,
    readCatalog: services.readCatalog,
    createCodec: services.createCodec,
    threads: () => settings.threads,
    engineChoice: () => settings.engine,
    prepareGpu: services.prepareGpu,
    onModel: workspace.runner.setModel,
  });
  // Installing leaves the hands free: the button that had the focus is gone, and typing can begin.
  session.subscribe(({ phase }, before) => {
    if (phase === before.phase) return;
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
    initialSettings: settings,
    applySettings(next) {
      const { threads, engine } = settings;
      settings = next;
      applyTheme(next.theme);
      if (next.threads !== threads || next.engine !== engine) void session.reload();
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
