import { describe, expect, it } from 'vitest';
import { parseEvaluation } from '../../src/domain/model/parse-evaluation.ts';
import { evaluationSummary, type EvaluatedRun } from './summary.ts';

const RUN: EvaluatedRun = {
  modelId: 'tiny-q8f16_1',
  manifestSha256: 'a'.repeat(64),
  engine: 'cpu, 2 threads',
  at: 1_700_000_000_000,
  data: { name: 'val.jsonl', sha256: 'b'.repeat(64) },
};
const REPORTS = [
  { id: '1', findings: 'secret clear lungs', impression: 'No acute disease.', seen: true },
  { id: '2', findings: 'secret opacity', impression: 'Right lower lobe pneumonia.', seen: false },
];

describe('evaluationSummary', () => {
  it('gives the model’s scores for each view, and the Model library takes it for this model only', () => {
    const summary = evaluationSummary(RUN, REPORTS, ['No acute disease.', 'Left pneumonia.']);
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
    const bytes = new TextEncoder().encode(JSON.stringify(summary));
    const model = { id: RUN.modelId, manifestSha256: RUN.manifestSha256 };
    expect(parseEvaluation(bytes, model)).toEqual({ ok: true, value: summary });
    expect(parseEvaluation(bytes, { ...model, manifestSha256: 'c'.repeat(64) }).ok).toBe(false);
  });

  it('holds no text of a report or an answer', () => {
    const text = JSON.stringify(evaluationSummary(RUN, REPORTS, ['secret', 'secret']));
    expect(text).not.toMatch(/secret|pneumonia/);
  });
});
