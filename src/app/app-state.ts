import type { ModelSession } from '../features/first-run/model-session.ts';
import { createModelSession } from '../features/first-run/model-session-store.ts';
import { createReportsStore, type ReportsStore } from '../features/reports/reports-store.ts';
import { createWorkspaceStore, type WorkspaceStore } from '../features/workspace/workspace-store.ts';
import { DEFAULT_SETTINGS, type Settings } from '../domain/settings/settings.ts';
import { auditOfStep } from '../domain/audit/audit-of-step.ts';
import {
  createAuditTrail,
  noteModels,
  noteOpening,
  noteSettings,
  withDeletionsNoted,
  type AuditTrail,
} from './audit-trail.ts';
import { startLock, type Lock } from './lock.ts';
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
  readonly library: LibraryState;
  readonly trail: AuditTrail;
  /** Words of a report have gone to the clipboard. */
  readonly noteCopy: (what: 'impression' | 'report', reportId: string) => void;
  /** Locks every tab; null where there is no passphrase. */
  readonly lock: Lock | null;
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
  const trail = createAuditTrail(services.audit, services.logger);
  let settings = await services.settings.read().catch(() => DEFAULT_SETTINGS);
  const listeners = new Set<(settings: Settings) => void>();
  applyTheme(settings.theme);
  const changeSettings = (change: Partial<Settings>): void => {
    const before = settings;
    settings = { ...settings, ...change };
    noteSettings(before, settings, trail);
    for (const listener of listeners) listener(settings);
    // What could not be stored is asked for again next time.
    services.settings.write(settings).catch(() => undefined);
  };
  const workspace = createWorkspaceStore({
    reports: services.reports,
    clock: services.clock,
    pageLife: services.pageLife,
    createId: services.createId,
    pauseMs: () => settings.pauseMs,
    onStep: (step, reportId) => {
      const event = auditOfStep(step, reportId);
      if (event !== null) trail.note(event);
    },
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
  noteModels(session, trail);
  const lock = startLock({ services, trail, workspace, settings: () => settings });
  const library = createLibraryState(services, session, () => settings.engine);
  // Installing leaves the hands free: the button that had the focus is gone, and typing can begin.
  session.subscribe(({ phase }, before) => {
    if (phase === before.phase || library.view.getState().open) return;
    if ((phase === 'installing' && !isWriting()) || (phase === 'ready' && isFocusFree())) {
      workspace.requestFocus();
    }
  });
  noteOpening(services, trail);
  await workspace.start();
  void session.start();
  return {
    services,
    workspace,
    session,
    reports: createReportsStore(withDeletionsNoted(services.reports, trail)),
    library,
    trail,
    lock,
    noteCopy: (what, reportId) => trail.note({ kind: 'exported', reportId, what }),
    initialSettings: settings,
    applySettings(next) {
      const { threads, engine } = settings;
      noteSettings(settings, next, trail);
      settings = next;
      applyTheme(next.theme);
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
