import { describe, expect, it } from 'vitest';
import { parseEvaluation } from '../../src/domain/model/parse-evaluation.ts';
import { costOf } from './cost.ts';
import { honestyOf } from './honesty.ts';
import type { ModelRun } from './run-model.ts';
import { evaluationSummary } from './summary.ts';

const DATA = { data: { name: 'val.jsonl', sha256: 'b'.repeat(64), reports: 2 }, history: null };
const HISTORY = { name: 'history.jsonl', sha256: 'c'.repeat(64), reports: 9, left: 1 };
const REPORTS = [
  { id: '1', findings: 'secret clear lungs', impression: 'No acute disease.', seen: true },
  { id: '2', findings: 'secret opacity', impression: 'Right lower lobe pneumonia.', seen: false },
];
const RUN: ModelRun = {
  name: 'tiny-q8f16_1',
  answers: ['No acute disease.', 'Left pneumonia.'],
  facts: {
    modelId: 'tiny-q8f16_1',
    manifestSha256: 'a'.repeat(64),
    quantization: 'q8f16_1',
    engine: 'cpu, 2 threads',
    examples: 0,
    sides: null,
    cost: costOf([]),
  },
  honesty: null,
  at: 1_700_000_000_000,
};
const MODEL = { id: RUN.facts.modelId, manifestSha256: RUN.facts.manifestSha256 };
const asFile = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('evaluationSummary', () => {
  it('gives the model’s scores for each view, and the Model library takes it for this model only', () => {
    const summary = evaluationSummary(RUN, REPORTS, DATA);
    expect(summary.views.map(({ name, reports }) => [name, reports])).toEqual([
      ['all', 2],
      ['unseen findings', 1],
      ['abnormal', 1],
    ]);
    const [all, unseen] = summary.views;
    // One right answer, and one of two words of which one is among the reference's four: F1 = 2/(2 + 4).
    expect(unseen!.rouge1.value).toBeCloseTo(2 / 6);
    expect(all!.rouge1.value).toBeCloseTo((1 + 2 / 6) / 2);
    expect(all!.rouge1.low).toBeLessThanOrEqual(all!.rouge1.value);
    expect(all!.rouge1.high).toBeGreaterThanOrEqual(all!.rouge1.value);
    expect(parseEvaluation(asFile(summary), MODEL)).toEqual({ ok: true, value: summary });
    expect(parseEvaluation(asFile(summary), { ...MODEL, manifestSha256: 'c'.repeat(64) }).ok).toBe(false);
  });

  it('tells where examples came from and how honest the drafts were, when that was measured', () => {
    const drafts = new Map(REPORTS.map(({ id }, index) => [id, RUN.answers[index] ?? '']));
    const run = {
      ...RUN,
      facts: { ...RUN.facts, examples: 3 },
      honesty: honestyOf(REPORTS, drafts),
    };
    const summary = evaluationSummary(run, REPORTS, { ...DATA, history: HISTORY });
    const { name, sha256, reports } = HISTORY;
    expect(summary.examples).toEqual({ most: 3, from: { name, sha256, reports } });
    const marks = summary.honesty?.find(({ measure }) => measure === 'marks');
    expect(marks).toMatchObject({ cases: 2, rate: { value: 0 } });
    // Nothing was changed, so nothing could be followed.
    expect(summary.honesty?.some(({ measure }) => measure === 'swap')).toBe(false);
    expect(parseEvaluation(asFile(summary), MODEL)).toEqual({ ok: true, value: summary });
  });

  it('tells how a model with canonical sides read the findings', () => {
    const sides = { read: 'as-written', exchanged: 0, unsure: 0 } as const;
    const summary = evaluationSummary({ ...RUN, facts: { ...RUN.facts, sides } }, REPORTS, DATA);
    expect(summary.sides).toBe('as-written');
    expect(parseEvaluation(asFile(summary), MODEL)).toEqual({ ok: true, value: summary });
  });

  it('holds no text of a report or an answer', () => {
    const text = JSON.stringify(evaluationSummary({ ...RUN, answers: ['secret', 'secret'] }, REPORTS, DATA));
    expect(text).not.toMatch(/secret|pneumonia/);
  });
});
