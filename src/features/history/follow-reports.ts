import type { Clock } from '../../platform/clock/clock.ts';
import type { ReportRepository } from '../../platform/db/report-repository-port.ts';
import { createUsableReports, SETTLED_MS, type UsableReports } from './usable-reports.ts';

/**
 * The reports saved last, and no others, serve: a year or so of one radiologist's work. It bounds the memory, what a
 * deletion walks and each search (docs/BENCH.md), and older words are hardly how somebody writes today.
 */
const MAX_HISTORY = 5_000;
/** Reports read and indexed in one go: a few milliseconds, so that typing never waits. */
const PAGE = 100;
/** Until the database is asked again when it could not be read, ms. */
const RETRY_MS = 5_000;

export interface ReportHistoryState {
  /** Changed reports are being read. */
  readonly reading: boolean;
  /** The database could not be read: nothing serves until it can. */
  readonly failed: boolean;
  /** Different reports that can be examples. */
  readonly size: number;
}

export interface HistoryPorts {
  readonly reports: Pick<ReportRepository, 'newest' | 'changedSince' | 'watchAll'>;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
}

export interface FollowedReports {
  readonly choose: UsableReports['choose'];
  readonly stop: () => void;
}

/** Reads the newest reports, and from then on whatever this or another tab changes. */
export function followReports(
  { reports, clock }: HistoryPorts,
  tell: (state: Partial<ReportHistoryState>) => void,
): FollowedReports {
  const stopped = new AbortController();
  const goesOn = (): boolean => !stopped.signal.aborted;
  const now = (): number => clock.now();
  let usable = createUsableReports(now);
  let mark = 0;
  let following = false;
  let settling = false;
  /** Changes that were told, and up to which of them everything is read. */
  let told = 0;
  let read = 0;

  const readChanges = async (): Promise<void> => {
    const newest = await reports.newest(MAX_HISTORY);
    // IMPORTANT: removals first. What a person deleted must not serve while thousands of others are being read.
    usable.keepOnly(newest.ids);
    mark = Math.max(mark, newest.before);
    for (;;) {
      const page = await reports.changedSince(mark, PAGE);
      for (const report of page.reports) usable.take(report);
      mark = page.mark;
      // What was told meanwhile may be another removal.
      if (!page.more || read < told) return;
      await clock.sleep(0, stopped.signal);
    }
  };

  /** IMPORTANT: what was deleted may be among what is known, and no examples are better than those. */
  const forget = (): void => {
    usable = createUsableReports(now);
    mark = 0;
    told++;
    tell({ reading: false, failed: true, size: 0 });
  };

  const readAll = async (): Promise<void> => {
    told++;
    if (following) return;
    following = true;
    while (read < told && goesOn()) {
      read = told;
      tell({ reading: true });
      try {
        await readChanges();
        if (goesOn()) tell({ reading: false, failed: false, size: usable.size });
      } catch {
        if (!goesOn()) break;
        forget();
        await clock.sleep(RETRY_MS, stopped.signal).catch(() => undefined);
      }
    }
    following = false;
    void settleLater();
  };

  /** Reports that were saved a moment ago serve when they have been left alone. */
  const settleLater = async (): Promise<void> => {
    if (settling) return;
    settling = true;
    while (usable.unsettled > 0 && goesOn()) {
      await clock.sleep(SETTLED_MS, stopped.signal).catch(() => undefined);
      if (!goesOn()) break;
      usable.settle();
      tell({ size: usable.size });
    }
    settling = false;
  };

  const unwatch = reports.watchAll(() => void readAll());
  return {
    choose: (findings, reportId, limit) => usable.choose(findings, reportId, limit),
    stop() {
      unwatch();
      stopped.abort();
    },
  };
}
