import { describe, expect, it } from 'vitest';
import { MAX_EVALUATIONS, type EvaluationSummary } from './model-details.ts';
import { EVALUATION_LIMITS, parseEvaluation, withEvaluation } from './parse-evaluation.ts';

const MODEL = { id: 'tiny-q8f16_1', manifestSha256: 'a'.repeat(64) };
const score = { value: 0.4, low: 0.3, high: 0.5 };
const SUMMARY: EvaluationSummary = {
  schemaVersion: 1,
  modelId: MODEL.id,
  manifestSha256: MODEL.manifestSha256,
  data: { name: 'test.csv', sha256: 'b'.repeat(64), reports: 300 },
  engine: 'CPU, 2 threads',
  at: 1_000,
  views: [{ name: 'all', reports: 300, rouge1: score, rouge2: score, rougeL: score }],
};
const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('an evaluation that is added to a model', () => {
  it('is taken when it is of this very model', () => {
    expect(parseEvaluation(bytes(SUMMARY), MODEL)).toEqual({ ok: true, value: SUMMARY });
  });

  it('is taken with what it tells of examples in the prompt and of honesty, and without', () => {
    const rich: EvaluationSummary = {
      ...SUMMARY,
      examples: { most: 3, from: { name: 'history.jsonl', sha256: 'd'.repeat(64), reports: 2_473 } },
      honesty: [{ measure: 'swap', cases: 65, rate: { value: 0.95, low: 0.9, high: 1 } }],
    };
    expect(parseEvaluation(bytes(rich), MODEL)).toEqual({ ok: true, value: rich });
  });

  it.each<[string, unknown]>([
    ['is empty', ''],
    ['is no JSON', 'rouge1,0.4'],
    ['is a list', '[]'],
    ['is another kind of file', { schemaVersion: 1, models: [] }],
    ['is of another model', { ...SUMMARY, modelId: 'other-q8f16_1' }],
    ['is of another build of the model', { ...SUMMARY, manifestSha256: 'c'.repeat(64) }],
    [
      'claims a score above 1',
      { ...SUMMARY, views: [{ ...SUMMARY.views[0], rouge1: { ...score, value: 2 } }] },
    ],
    ['brings more than it should', { ...SUMMARY, findings: 'Opacity.' }],
    ['holds no view', { ...SUMMARY, views: [] }],
    ['counts what is unknown here', { ...SUMMARY, honesty: [{ measure: 'luck', cases: 1, rate: score }] }],
    ['gives a share of no case', { ...SUMMARY, honesty: [{ measure: 'swap', cases: 0, rate: score }] }],
    ['is beyond all size', ' '.repeat(EVALUATION_LIMITS.maxBytes + 1)],
  ])('is refused with its code when it %s', (_what, value) => {
    const result = parseEvaluation(bytes(value), MODEL);
    expect(result).toMatchObject({ ok: false, error: { code: 'library/bad-evaluation' } });
    // What a file says may be of a report; only its form is told.
    expect(JSON.stringify(result)).not.toContain('Opacity.');
  });

  it('comes first when it is the newest, once however often it is added, and the oldest give way', () => {
    const older = { ...SUMMARY, at: 500 };
    const once = withEvaluation([older], SUMMARY);
    expect(once.map(({ at }) => at)).toEqual([1_000, 500]);
    expect(withEvaluation(once, SUMMARY)).toEqual(once);
    const many = Array.from({ length: MAX_EVALUATIONS }, (_, index) => ({ ...SUMMARY, at: index + 1 }));
    const full = withEvaluation(many, { ...SUMMARY, at: 9_999 });
    expect(full).toHaveLength(MAX_EVALUATIONS);
    expect(full[0]?.at).toBe(9_999);
    expect(full.at(-1)?.at).toBe(2);
  });
});
