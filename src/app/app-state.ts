import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelSession } from '../features/first-run/model-session.ts';
import { createReportHistory, type ReportHistory } from '../features/history/report-history.ts';
import { createModelSession } from '../features/first-run/model-session-store.ts';
import { createLeaksStore, type LeaksStore } from '../features/privacy/leaks-store.ts';
import { createVersionStore, type VersionStore } from '../features/offline/version-store.ts';
import { createReportsStore, type ReportsStore } from '../features/reports/reports-store.ts';
import { createWorkspaceStore, type WorkspaceStore } from '../features/workspace/workspace-store.ts';
import { auditOfStep } from '../domain/audit/audit-of-step.ts';
import {
  createAuditTrail,
  noteModels,
  noteOpening,
  withChangesNoted,
  withDeletionsNoted,
  type AuditTrail,
} from './audit-trail.ts';
import { startLock, type Lock } from './lock.ts';
import { createLibraryState, type LibraryState } from './library-state.ts';
import { hashPrompt } from './hash-prompt.ts';
import { isOpen } from '../features/install/job.ts';
import { keepOffline } from './keep-offline.ts';
import { createSharedSettings, type SharedSettings } from './shared-settings.ts';
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
  /** Which version of the app this is, and a newer one. */
  readonly version: VersionStore;
  /** Whether the page "Privacy" stands in the place of the report. */
  readonly privacyView: StoreApi<{ readonly open: boolean }>;
  /** Ways out that a self-test of this page found open. */
  readonly leaks: LeaksStore;
  readonly settings: SharedSettings;
  readonly trail: AuditTrail;
  /** Words of a report have gone to the clipboard. */
  readonly noteCopy: (what: 'impression' | 'report', reportId: string) => void;
  /** Locks every tab; null where there is no passphrase. */
  readonly lock: Lock | null;
  /** Ends what would go on without a screen. */
  dispose(): void;
}

/**
 * Reads the settings, opens the last report and starts looking for a model.
 * Everything a person could lose is open before the first paint.
 */
export async function createAppState(services: Services): Promise<AppState> {
  const trail = createAuditTrail(services.audit, services.logger);
  const settings = withChangesNoted(await createSharedSettings(services.settings), trail);
  applyTheme(settings.get().theme);
  const history = createReportHistory({ reports: services.reports, clock: services.clock });
  const workspace = createWorkspaceStore({
    reports: services.reports,
    clock: services.clock,
    pageLife: services.pageLife,
    createId: services.createId,
    pauseMs: () => settings.get().pauseMs,
    chooseExamples: (findings, reportId) =>
      history.choose(findings, reportId, mostExamples(session.getState())),
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
    threads: () => settings.get().threads,
    engineChoice: () => settings.get().engine,
    activeModel: () => settings.get().activeModel,
    onActivated: (activeModel) => settings.change({ activeModel }),
    prepareGpu: services.prepareGpu,
    onModel: workspace.runner.setModel,
  });
  noteModels(session, trail);
  const lock = startLock({ services, trail, workspace, settings: settings.get });
  const library = createLibraryState(services, session, () => settings.get().engine);
  const privacyView = createStore(() => ({ open: false }));
  // Installing leaves the hands free: the button that had the focus is gone, and typing can begin.
  session.subscribe(({ phase }, before) => {
    if (phase === before.phase || library.view.getState().open || privacyView.getState().open) return;
    if ((phase === 'installing' && !isWriting()) || (phase === 'ready' && isFocusFree())) {
      workspace.requestFocus();
    }
  });
  // No report is read for a model that would be shown none.
  const follow = (): void =>
    history.switchOn(settings.get().learnFromReports && mostExamples(session.getState()) > 0);
  session.subscribe(follow);
  settings.subscribe((now, before) => {
    applyTheme(now.theme);
    follow();
    if (now.threads !== before.threads || now.engine !== before.engine) void session.reload();
  });
  noteOpening(services, trail);
  const version = createVersionStore({
    offline: services.offline,
    saveAll: () => saveAll(services, workspace),
    isBusy: () => isBusy(library),
  });
  const stopKeeping = keepOffline(services.offline, services.clock);
  await workspace.start();
  void session.start();
  return {
    services,
    workspace,
    session,
    reports: createReportsStore(withDeletionsNoted(services.reports, trail)),
    history,
    library,
    version,
    privacyView,
    leaks: createLeaksStore(),
    settings,
    trail,
    lock,
    noteCopy: (what, reportId) => trail.note({ kind: 'exported', reportId, what }),
    dispose() {
      stopKeeping();
      version.dispose();
      settings.dispose();
      history.switchOn(false);
      workspace.dispose();
    },
  };
}

/** How many the model that is installed was trained with. */
function mostExamples({ installed }: ReturnType<ModelSession['getState']>): number {
  return installed?.manifest.examples?.max ?? 0;
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

/** Work on models and prompts that are being written end with the page. */
function isBusy({ install, screen }: LibraryState): boolean {
  const { run, drafts } = screen.getState();
  const runs = run !== null && run.outcome === null;
  return runs || drafts.size > 0 || install.jobs.getState().jobs.some(isOpen);
}

/** True when every word is on disk; the report on screen is then the one that comes first when the page is opened. */
async function saveAll({ reports }: Services, workspace: WorkspaceStore): Promise<boolean> {
  if (!(await workspace.retrySave())) return false;
  // Another tab may have opened one since. Losing the place is a nuisance, not a reason to stay.
  await reports.setLastOpened(workspace.getState().reportId).catch(() => undefined);
  return true;
}
