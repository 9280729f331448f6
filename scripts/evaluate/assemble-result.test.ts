import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleResult } from './assemble-result.ts';
import { costOf } from './cost.ts';
import { honestyOf } from './honesty.ts';
import { parseOptions, type EvaluateOptions } from './options.ts';
import { promptKinds, readInputs } from './run-evaluation.ts';
import type { ModelRun } from './run-model.ts';

const ROWS = [
  { id: 'a', findings: 'The lungs are clear.', impression: 'No acute disease.' },
  { id: 'b', findings: 'Small left pleural effusion.', impression: 'Small left pleural effusion.' },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-assemble-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function lines(name: string, rows: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

function options(...more: string[]): EvaluateOptions {
  const train = lines('train.jsonl', [{ ...ROWS[0], id: 't' }]);
  return parseOptions(['--data', lines('val.jsonl', ROWS), '--train', train, ...more]);
}

function run(name: string, examples: number, answers: readonly string[]): ModelRun {
  const facts = { modelId: name, manifestSha256: 'a'.repeat(64), quantization: 'q8f16_1' };
  const drafts = new Map(ROWS.map(({ id }, index) => [id, answers[index] ?? '']));
  return {
    ...{ name, answers, at: 1 },
    facts: { ...facts, engine: 'cpu, 1 thread', examples, sides: null, cost: costOf([]) },
    honesty: honestyOf(ROWS, drafts),
  };
}

const RIGHT = ROWS.map(({ impression }) => impression);
const WRONG = ['No acute disease.', 'No acute disease.'];

describe('promptKinds', () => {
  const history = { reports: 1, left: 0, choose: () => [] };

  it('tell the honesty of canonical sides twice: as the app drafts, and what the adapter does by itself', () => {
    const kinds = promptKinds({ isCanonical: true }, { examples: 3, honesty: 'changed' }, history);
    expect(kinds.map(({ sides, examples }) => [sides, examples])).toEqual([
      ['canonical', 0],
      ['canonical', 3],
      ['as-written', 0],
      ['as-written', 3],
    ]);
    expect(promptKinds({ isCanonical: true }, { examples: 3, honesty: 'drafts' }, null)).toHaveLength(1);
    expect(promptKinds({ isCanonical: true }, { examples: 3, honesty: 'none' }, null)).toHaveLength(1);
  });

  it('are for every other model what they were', () => {
    const kinds = promptKinds({ isCanonical: false }, { examples: 3, honesty: 'changed' }, null);
    expect(kinds).toEqual([{ examples: 0, history: null, sides: null }]);
  });
});

describe('assembleResult', () => {
  it('puts models first, then what is given beside, then the baselines, and tells unseen findings by the training file', () => {
    const chosen = options(
      '--beside',
      `float32=${lines(
        'f.jsonl',
        ROWS.map(({ id }) => ({ id, prediction: 'x' })),
      )}`,
    );
    const result = assembleResult(chosen, readInputs(chosen), [run('m', 0, RIGHT)]);
    const names = result.systems.map(({ name }) => name);
    expect(names).toEqual(['m', 'float32', 'constant answer', 'nearest neighbour']);
    expect(result.systems[0]?.views.map(({ name, reports }) => [name, reports])).toEqual([
      ['all', 2],
      ['unseen findings', 1],
      ['abnormal', 1],
    ]);
    expect(result.data).toMatchObject({ name: 'val.jsonl', reports: 2 });
    expect(result.honesty).toEqual([]);
  });

  it('tells each loss against the answers beside, and each gain from examples against the same model without', () => {
    const chosen = options(
      ...['--history', lines('h.jsonl', ROWS), '--honesty'],
      ...[
        '--beside',
        `float32=${lines(
          'g.jsonl',
          ROWS.map(({ id, impression }) => ({ id, prediction: impression })),
        )}`,
      ],
    );
    const runs = [run('m8', 0, WRONG), run('m8 with examples', 3, RIGHT), run('m4', 0, WRONG)];
    const result = assembleResult(chosen, readInputs(chosen), runs);
    const told = result.differences.map(({ name, against, views }) => [
      name,
      against,
      views[2]?.rouge.rouge1.mean,
    ]);
    expect(told).toEqual([
      ['m8', 'float32', -1],
      ['m4', 'float32', -1],
      ['m8 with examples', 'm8', 1],
    ]);
    expect(result.history).toMatchObject({ name: 'h.jsonl', reports: 2, left: 0 });
    expect(result.honesty.map(({ name }) => name)).toEqual([
      ...['m8', 'm8 with examples', 'm4', 'float32', 'constant answer', 'nearest neighbour'],
      'the radiologists’ own',
    ]);
    // The draft that calls an effusion normal leaves it out; the radiologist's own words do not.
    const omitted = (name: string) => result.honesty.find((row) => row.name === name)?.rates.omitted;
    expect(omitted('m8')).toMatchObject({ count: 1, of: 1 });
    expect(omitted('the radiologists’ own')).toMatchObject({ count: 0, of: 1 });
  });

  it('compares models with the first of them where nothing is given beside', () => {
    const chosen = options();
    const runs = [run('m8', 0, RIGHT), run('m4', 0, WRONG)];
    const { differences, worst } = assembleResult(chosen, readInputs(chosen), runs);
    expect(differences.map(({ name, against }) => [name, against])).toEqual([['m4', 'm8']]);
    expect(worst.map(({ line, id }) => [line, id])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
    const named = options('--show-ids');
    expect(assembleResult(named, readInputs(named), runs).worst.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
