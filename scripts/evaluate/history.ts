import { createExampleHistory, type ExampleHistory } from '../../src/domain/retrieval/example-history.ts';
import type { Example } from '../../src/domain/prompt/prompt-parts.ts';
import { readReports } from './read-reports.ts';

/** Chooses examples for findings out of a file of earlier reports. */
export interface History {
  /** Reports of the file, and how many of them cannot be examples (blank, or with marks of de-identification). */
  readonly reports: number;
  readonly left: number;
  /** @param id of the report that the findings are of: it is never its own example */
  choose(findings: string, id: string, limit: number): readonly Example[];
}

export function readHistory(path: string): History {
  const reports = readReports(path);
  const history: ExampleHistory = createExampleHistory();
  const left = reports.filter((report) => history.put(report) !== 'kept').length;
  return {
    reports: reports.length,
    left,
    choose: (findings, id, limit) =>
      history
        .choose({ findings, id }, limit)
        .map((example) => ({ findings: example.findings, impression: example.impression })),
  };
}
