import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBeside } from './beside.ts';
import { chosenModels } from './chosen-models.ts';
import { inputHash } from './draft-item.ts';
import { readHistory } from './history.ts';
import { InputError } from './input-error.ts';
import { parseOptions } from './options.ts';
import { outputPath, variantsPath } from './output-paths.ts';
import { openPredictions, type Prediction } from './predictions-file.ts';
import { readReports } from './read-reports.ts';

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
    expect(() => readReports(file(''))).toThrow(/no line that is a report/);
    expect(() => readReports(join(folder, 'none.jsonl'))).toThrow(/ENOENT/);
  });
});

const PREDICTION: Prediction = {
  id: 'a',
  inputSha256: 'f',
  prediction: 'normal',
  finish: 'stop',
  model: 'm',
  manifestSha256: '0',
  engine: 'cpu',
  threads: 2,
  examples: 0,
  exchanged: false,
  promptTokens: 40,
  reusedTokens: 20,
  verifiedTokens: 0,
  decodedTokens: 3,
  timeToFirstTokenMs: 100,
  decodeMs: 200,
  totalMs: 300,
};

/** The inputs as they are now, by id. */
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

  test.skipIf(process.platform === 'win32')('keeps drafts from other people of the machine', () => {
    const path = join(folder, 'private.jsonl');
    openPredictions(path, PREDICTION, NOW).append(PREDICTION);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test('drafts a report anew whose findings have changed under the same id', () => {
    const path = join(folder, 'changed.jsonl');
    openPredictions(path, PREDICTION, NOW).append(PREDICTION);
    const changed = openPredictions(path, PREDICTION, new Map([['a', 'other']]));
    expect(changed.done.size).toBe(0);
    changed.append({ ...PREDICTION, inputSha256: 'other' });
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  test('never mixes two models, nor takes a foreign file', () => {
    const path = join(folder, 'other.jsonl');
    openPredictions(path, PREDICTION, NOW).append(PREDICTION);
    expect(() => openPredictions(path, { ...PREDICTION, model: 'n' }, NOW)).toThrow(/another model/);
    expect(() => openPredictions(file(GOOD), PREDICTION, NOW)).toThrow(/line 1/);
  });
});

test('answers beside are put in the order of the reports, and a report without one is refused by count', () => {
  const reports = readReports(file(`${GOOD}${GOOD.replace('"a"', '"b"')}`));
  const answers = file(
    '{"id":"b","prediction":" two "}\n{"id":"z","prediction":"0"}\n{"id":"a","prediction":""}\n',
  );
  expect(readBeside({ name: 'float32', path: answers }, reports)).toEqual(['', 'two']);
  const short = file('{"id":"b","prediction":"secret"}\n');
  expect(() => readBeside({ name: 'float32', path: short }, reports)).toThrow(/no answer to 1 of 2 reports/);
  expect(() => readBeside({ name: 'float32', path: file('{"id":"b"}\n') }, reports)).toThrow(
    /line 1: the field "prediction"/,
  );
});

describe('readHistory', () => {
  const line = (id: string, findings: string, impression: string): string =>
    `${JSON.stringify({ id, findings, impression })}\n`;
  const path = (): string =>
    file(
      line('a', 'large heart', 'cardiomegaly') +
        line('b', 'large heart, clear lungs', 'mild cardiomegaly') +
        line('c', 'a very large heart', 'XXXX cardiomegaly'),
    );

  test('gives the most similar report last, never the report itself, and counts what cannot be shown', () => {
    const history = readHistory(path());
    expect([history.reports, history.left]).toEqual([3, 1]);
    expect(history.choose('large heart', 'new', 3).map(({ impression }) => impression)).toEqual([
      'mild cardiomegaly',
      'cardiomegaly',
    ]);
    expect(history.choose('large heart', 'a', 3).map(({ impression }) => impression)).toEqual([
      'mild cardiomegaly',
    ]);
  });

  test('other examples are another input, so that a run never goes on with the wrong drafts', () => {
    const examples = readHistory(path()).choose('large heart', 'new', 2);
    const item = { id: 'a', findings: 'large heart' };
    const hashes = [[], examples, examples.slice(1)].map((shown) => inputHash({ ...item, examples: shown }));
    expect(new Set(hashes).size).toBe(3);
  });
});

test('one run writes the path itself, several write a file each into a folder', () => {
  expect(outputPath(null, 'm', 2, '.jsonl')).toBeNull();
  expect(outputPath('out.jsonl', 'm', 1, '.jsonl')).toBe('out.jsonl');
  const several = join(folder, 'several');
  expect(outputPath(several, 'm with examples', 2, '.jsonl')).toBe(join(several, 'm-with-examples.jsonl'));
  expect(variantsPath('a.b/out.jsonl')).toBe('a.b/out.variants.jsonl');
  expect(variantsPath(null)).toBeNull();
});

test.each([
  ['that is not there', (): string => join(folder, 'no-such-model')],
  ['without a model', (): string => folder],
])('a folder %s is refused before anything is drafted', async (_what, path) => {
  const asked = chosenModels(parseOptions(['--data', 'f', '--model', path()]));
  await expect(asked).rejects.toThrow(InputError);
  await expect(asked).rejects.toThrow(/holds no built model/);
});
