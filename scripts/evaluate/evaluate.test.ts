import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseOptions } from './options.ts';
import { openPredictions, type Prediction } from './predictions-file.ts';
import { InputError, readReports } from './read-reports.ts';
import { CONSTANT_SYSTEM, scoreTable } from './score-table.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-evaluate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, `${crypto.randomUUID()}.jsonl`);
  writeFileSync(path, text);
  return path;
}

const GOOD = '{"id":"a","findings":"clear lungs","impression":"normal","seen":false,"extra":1}\n';

describe('readReports', () => {
  test('reads a line a report and passes over fields it does not know', () => {
    expect(readReports(file(GOOD))).toEqual([
      { id: 'a', findings: 'clear lungs', impression: 'normal', seen: false },
    ]);
  });

  test.each([
    ['not JSON', 'secret words', /line 2: not JSON/],
    ['a blank line', '', /line 2: not JSON/],
    ['no object', '[]', /line 2: (not a report|the field)/],
    ['no findings', '{"id":"b","impression":"secret"}', /line 2: the field "findings"/],
    ['blank findings', '{"id":"b","findings":"  ","impression":"secret"}', /line 2: the field "findings"/],
    ['an id twice', GOOD.trim(), /line 2: this id/],
  ])('refuses %s with its line and without its text', (_what, line, message) => {
    const read = (): unknown => readReports(file(`${GOOD}${line}\n${GOOD.replace('"a"', '"z"')}`));
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
    expect(read).not.toThrow(/secret/);
  });

  test('refuses an empty file and a missing one', () => {
    expect(() => readReports(file(''))).toThrow(/no report/);
    expect(() => readReports(join(folder, 'none.jsonl'))).toThrow(/ENOENT/);
  });
});

const PREDICTION: Prediction = {
  id: 'a',
  findingsSha256: 'f',
  prediction: 'normal',
  finish: 'stop',
  model: 'm',
  manifestSha256: '0',
  engine: 'cpu',
  threads: 2,
  promptTokens: 40,
  reusedTokens: 20,
  verifiedTokens: 0,
  decodedTokens: 3,
  timeToFirstTokenMs: 100,
  decodeMs: 200,
  totalMs: 300,
};

/** The findings as they are now, by id. */
const NOW = new Map([
  ['a', 'f'],
  ['b', 'f'],
]);

describe('openPredictions', () => {
  test('goes on where a killed run stopped, without its unfinished last line', () => {
    const path = join(folder, 'out.jsonl');
    openPredictions(path, PREDICTION, NOW).append(PREDICTION);
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"id":"b","predic`);
    const again = openPredictions(path, PREDICTION, NOW);
    expect([...again.done.values()]).toEqual([PREDICTION]);
    again.append({ ...PREDICTION, id: 'b' });
    expect([...openPredictions(path, PREDICTION, NOW).done.keys()]).toEqual(['a', 'b']);
  });

  test('tries again what failed, and keeps one line for each report', () => {
    const path = join(folder, 'failed.jsonl');
    const first = openPredictions(path, PREDICTION, NOW);
    first.append(PREDICTION);
    first.append({ ...PREDICTION, id: 'b', prediction: '', finish: 'error', error: 'engine/out-of-memory' });
    const again = openPredictions(path, PREDICTION, NOW);
    expect([...again.done.keys()]).toEqual(['a']);
    again.append({ ...PREDICTION, id: 'b' });
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(openPredictions(path, PREDICTION, NOW).done.get('b')?.finish).toBe('stop');
  });

  test('drafts a report anew whose findings have changed under the same id', () => {
    const path = join(folder, 'changed.jsonl');
    openPredictions(path, PREDICTION, NOW).append(PREDICTION);
    const changed = openPredictions(path, PREDICTION, new Map([['a', 'other']]));
    expect(changed.done.size).toBe(0);
    changed.append({ ...PREDICTION, findingsSha256: 'other' });
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  test('never mixes two models, nor takes a foreign file', () => {
    const path = join(folder, 'other.jsonl');
    openPredictions(path, PREDICTION, NOW).append(PREDICTION);
    expect(() => openPredictions(path, { ...PREDICTION, model: 'n' }, NOW)).toThrow(/another model/);
    expect(() => openPredictions(file(GOOD), PREDICTION, NOW)).toThrow(/line 1/);
  });
});

test('the table has the views that tell a template from a report', () => {
  const reports = [
    { id: 'a', findings: 'x', impression: 'No acute cardiopulmonary abnormality.', seen: true },
    { id: 'b', findings: 'y', impression: 'Left effusion.', seen: false },
  ];
  const table = scoreTable(reports, [
    { name: 'echo', answer: (report) => report.impression },
    CONSTANT_SYSTEM,
  ]);
  const lines = table.split('\n').map((line) => line.split(/ {2,}/));
  expect(lines[1]?.slice(0, 3)).toEqual(['all (2)', 'echo', '100.0 (100.0–100.0)']);
  expect(lines[2]?.slice(0, 2)).toEqual(['all (2)', 'constant answer']);
  expect(lines[2]?.[2]).toMatch(/^50\.0 /);
  expect(lines[4]?.slice(0, 3)).toEqual(['unseen findings (1)', 'constant answer', '0.0 (0.0–0.0)']);
  expect(lines[5]?.[0]).toBe('abnormal (1)');
});

describe('parseOptions', () => {
  test('fills in the defaults', () => {
    expect(parseOptions(['--data', 'f'])).toEqual({
      data: 'f',
      limit: null,
      out: null,
      summary: null,
      engine: 'cpu',
      model: null,
      train: null,
      threads: null,
    });
  });

  test.each([
    [[]],
    [['--data']],
    [['--data', 'f', '--limit', '0']],
    [['--data', 'f', '--engine', 'gpu']],
    [['--what']],
  ])('refuses %j in words', (args) => {
    expect(() => parseOptions(args)).toThrow(InputError);
  });
});
