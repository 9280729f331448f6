import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SourcedExample } from '../../domain/drafting/drafting-runner.ts';
import { createExampleHistory } from '../../domain/retrieval/example-history.ts';
import { createSteadyChoice } from '../../domain/retrieval/steady-examples.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ReportRepository } from '../../platform/db/report-repository-port.ts';

/** Reports indexed in one go: a few milliseconds, so that typing never waits. */
const SLICE = 100;

export interface ReportHistoryState {
  /** Changed reports are being read. */
  readonly reading: boolean;
  /** Different reports that can be examples. */
  readonly size: number;
}

/** The reports of this browser as examples for the next one. In memory only, and only while it is switched on. */
export interface ReportHistory extends StoreApi<ReportHistoryState> {
  readonly switchOn: (on: boolean) => void;
  /** Reports like these findings, the most similar last; never the one that is being written. */
  readonly choose: (findings: string, reportId: string, limit: number) => readonly SourcedExample[];
}

interface HistoryPorts {
  readonly reports: Pick<ReportRepository, 'changedSince' | 'watchAll'>;
  readonly clock: Pick<Clock, 'sleep'>;
}

interface Following {
  readonly choose: ReportHistory['choose'];
  readonly stop: () => void;
}

export function createReportHistory(ports: HistoryPorts): ReportHistory {
  const store = createStore<ReportHistoryState>(() => ({ reading: false, size: 0 }));
  let following: Following | null = null;
  return Object.assign(store, {
    switchOn(on: boolean) {
      if (on === (following !== null)) return;
      following?.stop();
      following = on ? follow(ports, store.setState) : null;
      if (!on) store.setState({ reading: false, size: 0 });
    },
    choose: (findings: string, reportId: string, limit: number) =>
      following?.choose(findings, reportId, limit) ?? [],
  });
}

/** Reads every report, and from then on whatever this or another tab changes. */
function follow(
  { reports, clock }: HistoryPorts,
  tell: (state: Partial<ReportHistoryState>) => void,
): Following {
  const history = createExampleHistory();
  const steady = createSteadyChoice(history);
  /** Of every report that is known, usable or not: when it was last saved. */
  const savedAt = new Map<string, number>();
  const stopped = new AbortController();
  const goesOn = (): boolean => !stopped.signal.aborted;
  let mark = 0;
  let reading = false;
  /** Changes that were told, and up to which of them everything is read. */
  let told = 0;
  let read = 0;

  const take = (report: Report): void => {
    savedAt.set(report.id, report.updatedAt);
    if (isOwn(report)) history.put(report);
    else history.remove(report.id);
  };

  const readChanges = async (): Promise<void> => {
    const changes = await reports.changedSince(mark);
    for (let i = 0; i < changes.reports.length; i += SLICE) {
      changes.reports.slice(i, i + SLICE).forEach(take);
      await clock.sleep(0, stopped.signal);
    }
    for (const id of savedAt.keys()) {
      if (changes.ids.has(id)) continue;
      savedAt.delete(id);
      history.remove(id);
    }
    mark = changes.mark;
  };

  const readAll = async (): Promise<void> => {
    told++;
    if (reading) return;
    reading = true;
    try {
      while (read < told && goesOn()) {
        read = told;
        tell({ reading: true });
        await readChanges();
        if (goesOn()) tell({ reading: false, size: history.size });
      }
    } catch {
      // Drafting goes on with what is known; the next change of any report reads again.
      if (goesOn()) tell({ reading: false, size: history.size });
    } finally {
      reading = false;
    }
  };

  const unwatch = reports.watchAll(() => void readAll());
  return {
    choose: (findings, reportId, limit) =>
      steady({ findings, id: reportId }, limit).map(({ id, findings: earlier, impression }) => ({
        findings: earlier,
        impression,
        source: { reportId: id, savedAt: savedAt.get(id) ?? 0 },
      })),
    stop() {
      unwatch();
      stopped.abort();
    },
  };
}

/** Words that a radiologist stands for: typed, edited or accepted. A draft that nobody accepted teaches nothing. */
function isOwn({ author }: Report): boolean {
  return author === 'person' || author === 'accepted';
}
