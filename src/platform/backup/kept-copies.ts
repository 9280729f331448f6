import { reportAsCanonical } from '../../domain/backup/backup-item.ts';
import type { Report } from '../../domain/report/report.ts';
import type { ReportRepository } from '../db/report-repository-port.ts';

/** Tells whether a report is here already under another id, as the copy that an earlier restoring has kept. */
export type IsKept = (report: Report) => Promise<boolean>;

/**
 * IMPORTANT: found by hashes that are in memory only. An id that was made of the words would tell on disk what they are.
 * @returns what looks at the stored reports once, when it is asked for the first time
 */
export function createIsKept(
  reports: Pick<ReportRepository, 'ids'>,
  read: (id: string) => Promise<Report | null>,
  hash: (text: string) => Promise<string>,
): IsKept {
  // What a copy has in common with what it was made of: all but the id and the count of its saves.
  const hashOf = (report: Report): Promise<string> =>
    hash(reportAsCanonical({ ...report, id: '', revision: 0 }));
  const lookAtAll = async (): Promise<ReadonlySet<string>> => {
    const known = new Set<string>();
    for (const id of await reports.ids()) {
      const report = await read(id);
      if (report !== null) known.add(await hashOf(report));
    }
    return known;
  };
  let known: Promise<ReadonlySet<string>> | null = null;
  return async (report) => {
    known ??= lookAtAll();
    return (await known).has(await hashOf(report));
  };
}
