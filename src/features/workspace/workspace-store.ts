import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  createDraftingRunner,
  type DraftingRunner,
  type SourcedExample,
} from '../../domain/drafting/drafting-runner.ts';
import type { DraftingEvent } from '../../domain/drafting/drafting-events.ts';
import type { DraftingStepTaken } from '../../domain/audit/audit-of-step.ts';
import type { DraftingState } from '../../domain/drafting/drafting-state.ts';
import { reportContent } from '../../domain/drafting/open-report.ts';
import type { SaveState } from '../../domain/report/autosave.ts';
import { createReport, isBlank, type Report } from '../../domain/report/report.ts';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { PageLife } from '../../platform/environment/page-life.ts';
import type { ReportRepository } from '../../platform/db/report-repository-port.ts';
import { createReportSession, type Elsewhere, type ReportSession } from './report-session.ts';

export interface WorkspacePorts {
  readonly reports: ReportRepository;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly pageLife: PageLife;
  readonly createId: () => string;
  readonly pauseMs: () => number;
  /** Earlier reports to show the model; none where that is switched off or the model cannot use them. */
  readonly chooseExamples: (findings: string, reportId: string) => readonly SourcedExample[];
  /** Every step of drafting, with the report it was about. */
  readonly onStep?: (step: DraftingStepTaken, reportId: string) => void;
}

export interface WorkspaceState {
  /** False until the last report has been looked up: what is typed before that must not be replaced. */
  readonly opened: boolean;
  readonly reportId: string;
  readonly drafting: DraftingState;
  readonly save: SaveState;
  /** What another tab did to the report on screen. */
  readonly elsewhere: Elsewhere | null;
  /** Grows when the cursor belongs into the findings. */
  readonly focusRequest: number;
  /** Opening a report failed. */
  readonly error: ReadroomError | null;
}

export interface WorkspaceStore extends StoreApi<WorkspaceState> {
  readonly runner: Pick<DraftingRunner, 'setModel'>;
  readonly dispatch: (event: DraftingEvent) => void;
  /** Takes over what was left unsaved and opens the last report, or a new one. */
  readonly start: () => Promise<void>;
  /** Opens a stored report after saving the one on screen; false when that could not be saved or read. */
  readonly open: (id: string) => Promise<boolean>;
  readonly openNew: () => Promise<boolean>;
  /** Leaves the report on screen, which has been deleted, without saving it. */
  readonly leaveDeleted: () => void;
  /** Stores what is on screen as a report of its own and goes on with that. */
  readonly keepAsCopy: () => Promise<void>;
  /** Shows what another tab saved; unsaved words of this tab become a copy. */
  readonly showOther: () => Promise<void>;
  readonly retrySave: () => Promise<boolean>;
  /** A stored report, to look at. @throws ReadroomError `report/…` */
  readonly readReport: (id: string) => Promise<Report | null>;
  readonly requestFocus: () => void;
  readonly dispose: () => void;
}

export function createWorkspaceStore(ports: WorkspacePorts): WorkspaceStore {
  const blank = (): ReturnType<typeof createReport> => createReport(ports.createId(), ports.clock.now());
  const runner = createDraftingRunner({
    after: ports.clock.after,
    pauseMs: ports.pauseMs,
    chooseExamples: (findings) => ports.chooseExamples(findings, store.getState().reportId),
    onChange: (drafting) => {
      store.setState({ drafting });
      session.change(reportContent(drafting));
    },
    onStep: (step) => ports.onStep?.(step, store.getState().reportId),
  });
  const first = blank();
  const store = createStore<WorkspaceState>(() => ({
    opened: false,
    reportId: first.id,
    drafting: runner.getState(),
    save: { status: 'saved', error: null },
    elsewhere: null,
    focusRequest: 0,
    error: null,
  }));
  const session: ReportSession = createReportSession({
    reports: ports.reports,
    clock: ports.clock,
    onSave: (save) => store.setState({ save }),
    onElsewhere: (elsewhere) => store.setState({ elsewhere }),
  });
  session.begin(first);

  const show = (report: ReturnType<typeof createReport>): void => {
    session.begin(report);
    store.setState((state) => ({
      opened: true,
      reportId: report.id,
      elsewhere: null,
      error: null,
      focusRequest: state.focusRequest + 1,
    }));
    runner.dispatch({ type: 'opened', report });
    noteOpened(report.id);
  };

  /** Losing the place is a nuisance, not a failure worth a sentence. */
  const noteOpened = (id: string): void => {
    ports.reports.setLastOpened(id).catch(() => undefined);
  };

  const copy = (): ReturnType<typeof createReport> => ({ ...blank(), ...reportContent(runner.getState()) });

  const stops = [
    ports.pageLife.onHidden(() => void session.flush()),
    ports.pageLife.onEnding(() => {
      const report = session.unsaved();
      if (report !== null) ports.reports.writeJournal(report, session.saving());
    }),
  ];

  const open = async (id: string): Promise<boolean> => {
    if (!(await session.flush())) return false;
    try {
      const report = await ports.reports.get(id);
      if (report === null) return false;
      // Words that came while the report was read are saved first, too.
      if (session.unsaved() !== null) return await open(id);
      show(report);
      return true;
    } catch (error) {
      store.setState({ error: asReadroomError(error) });
      return false;
    }
  };

  return Object.assign(store, {
    runner,
    dispatch: runner.dispatch,
    async start() {
      try {
        await ports.reports.recoverJournal();
        const id = await ports.reports.lastOpened();
        const report = id === null ? null : await ports.reports.get(id);
        // Whoever was quicker than the database keeps the cursor and the words.
        if (isBlank(reportContent(runner.getState()))) show(report ?? first);
        else store.setState({ opened: true });
      } catch (error) {
        const known = asReadroomError(error);
        store.setState({ opened: true, error: known });
        // What is written now comes back next time, instead of the same damaged report.
        if (known.code === 'report/unreadable') noteOpened(first.id);
      }
    },
    open,
    async openNew() {
      if (!(await session.flush())) return false;
      show(blank());
      return true;
    },
    leaveDeleted: () => show(blank()),
    async keepAsCopy() {
      const report = copy();
      show(report);
      session.change(reportContent(runner.getState()), true);
      await session.flush();
    },
    async showOther() {
      const id = store.getState().reportId;
      const mine = copy();
      try {
        if (session.unsaved() !== null && !isBlank(mine)) await ports.reports.save(mine);
      } catch (error) {
        store.setState({ error: asReadroomError(error) });
        return;
      }
      session.begin(blank());
      if (await open(id)) return;
      const { error } = store.getState();
      show(blank());
      store.setState({ error });
    },
    retrySave: () => session.flush(),
    readReport: (id: string) => ports.reports.get(id),
    requestFocus: () => store.setState((state) => ({ focusRequest: state.focusRequest + 1 })),
    dispose() {
      for (const stop of stops) stop();
      session.end();
      runner.dispose();
    },
  });
}
