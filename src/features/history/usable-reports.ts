import type { SourcedExample } from '../../domain/drafting/drafting-runner.ts';
import type { Report } from '../../domain/report/report.ts';
import { createExampleHistory } from '../../domain/retrieval/example-history.ts';
import { createSteadyChoice } from '../../domain/retrieval/steady-examples.ts';

/**
 * A report serves when it has not been saved for so long, ms. Every pause in the typing saves, so that a younger one
 * may be half written, in another tab too; nothing tells us when a report is signed.
 */
export const SETTLED_MS = 10 * 60_000;

/** Earlier reports that may be examples, in memory only. */
export interface UsableReports {
  /** Different reports that can be examples now. */
  readonly size: number;
  /** Reports that will be, unless they change before. */
  readonly unsettled: number;
  /** Takes a report in the place of what was known of it. */
  take(report: Report): void;
  /** Forgets every other report. */
  keepOnly(ids: ReadonlySet<string>): void;
  /** Lets those serve that nobody has saved for long enough. */
  settle(): void;
  /** Reports like these findings, the most similar last; never the one that is being written. */
  choose(findings: string, reportId: string, limit: number): readonly SourcedExample[];
}

export function createUsableReports(now: () => number): UsableReports {
  const history = createExampleHistory();
  const chooseSteadily = createSteadyChoice(history);
  /** Of every report that is known, usable or not: when it was last saved. */
  const savedAt = new Map<string, number>();
  const unsettled = new Map<string, Report>();

  const settle = (): void => {
    for (const report of unsettled.values()) {
      if (!isSettled(report, now())) continue;
      unsettled.delete(report.id);
      history.put(report);
    }
  };

  return {
    get size() {
      return history.size;
    },
    get unsettled() {
      return unsettled.size;
    },
    settle,
    take(report) {
      savedAt.set(report.id, report.updatedAt);
      unsettled.delete(report.id);
      if (isOwn(report) && isSettled(report, now())) history.put(report);
      else {
        history.remove(report.id);
        if (isOwn(report)) unsettled.set(report.id, report);
      }
    },
    keepOnly(ids) {
      for (const id of savedAt.keys()) {
        if (ids.has(id)) continue;
        savedAt.delete(id);
        unsettled.delete(id);
        history.remove(id);
      }
    },
    choose(findings, reportId, limit) {
      settle();
      return chooseSteadily({ findings, id: reportId }, limit).map(
        ({ id, findings: earlier, impression }) => ({
          findings: earlier,
          impression,
          source: { reportId: id, savedAt: savedAt.get(id) ?? 0 },
        }),
      );
    },
  };
}

/**
 * Words that a radiologist stands for: typed, edited or accepted. A draft that nobody accepted teaches nothing, nor
 * does one that was accepted before the findings changed.
 */
function isOwn({ author, provenance, findingsRevision }: Report): boolean {
  return author === 'person' || (author === 'accepted' && provenance?.findingsRevision === findingsRevision);
}

/** A clock that was set back must not keep reports from serving for ever. */
function isSettled({ updatedAt }: Report, now: number): boolean {
  return Math.abs(now - updatedAt) >= SETTLED_MS;
}
