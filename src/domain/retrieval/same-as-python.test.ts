import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBm25Index, type Hit } from './bm25.ts';
import { createExampleHistory, type HistoryReport } from './example-history.ts';

/**
 * A folder with train.jsonl and val.jsonl ({id, findings, impression} a line), which is no part of this repository, and
 * the Python of training/ to compare with:
 * READROOM_REPORTS=FOLDER READROOM_PYTHON=python npx vitest run same-as-python
 */
const FOLDER = process.env['READROOM_REPORTS'];
const PYTHON = process.env['READROOM_PYTHON'] ?? 'python3';
const HITS = 10;

interface Line {
  readonly hits: readonly (readonly [index: number, score: number])[];
  readonly chosen: readonly (readonly [findings: string, impression: string])[];
  readonly known: Line['chosen'];
}

describe.skipIf(FOLDER === undefined)('retrieval over a folder of reports (READROOM_REPORTS)', () => {
  it.each(['val.jsonl', 'train.jsonl'])('is the same in Python for every report of %s', (queries) => {
    const paths = ['train.jsonl', queries].map((name) => join(FOLDER ?? '', name));
    const [reports = [], asked = []] = paths.map(readReports);
    const index = createBm25Index();
    const history = createExampleHistory();
    for (const report of reports) {
      index.add(report.findings);
      history.put(report);
    }
    const lines = askPython(paths);
    expect(lines).toHaveLength(asked.length);
    // Ids only: a failure must not print findings.
    const differing = asked.filter((report, i) => {
      const { hits, chosen, known } = lines[i]!;
      const { id, findings, impression } = report;
      return !(
        areSame(index.search(findings, HITS), hits) &&
        samePairs(history.choose({ id, findings }), chosen) &&
        samePairs(history.choose({ id, findings, impression }), known)
      );
    });
    expect(differing.map(({ id }) => id)).toEqual([]);
  });
});

function readReports(path: string): HistoryReport[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as HistoryReport);
}

function askPython(paths: readonly string[]): Line[] {
  const printed = execFileSync(PYTHON, ['tests/retrieval/print_choices.py', ...paths], {
    cwd: new URL('../../../training/', import.meta.url),
    env: { ...process.env, PYTHONPATH: '.' },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const areSame = (ours: readonly Hit[], theirs: Line['hits']): boolean =>
  ours.length === theirs.length &&
  ours.every(({ index, score }, i) => {
    const [place, value] = theirs[i] ?? [-1, 0];
    return index === place && Math.abs(score - value) < 1e-9;
  });

const samePairs = (ours: readonly HistoryReport[], theirs: Line['chosen']): boolean =>
  JSON.stringify(ours.map(({ findings, impression }) => [findings, impression])) === JSON.stringify(theirs);
