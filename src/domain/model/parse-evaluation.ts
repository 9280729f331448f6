import * as v from 'valibot';
import { fail } from '../errors/fail.ts';
import type { ReadroomError } from '../errors/readroom-error.ts';
import { parseBoundedJson, type JsonLimits } from '../json/bounded-json.ts';
import { ok, type Result } from '../result.ts';
import { EvaluationSummarySchema, MAX_EVALUATIONS, type EvaluationSummary } from './model-details.ts';

/** A summary holds at most twenty views of a few figures each: some kilobytes. */
export const EVALUATION_LIMITS: JsonLimits = { maxBytes: 256 * 1024, maxDepth: 8, maxValues: 2_000 };

/** Which model an evaluation must be of. */
export interface EvaluatedModel {
  readonly id: string;
  readonly manifestSha256: string;
}

/** A chosen file as an evaluation of this very model: same id and same manifest, so same weights and prompt. */
export function parseEvaluation(
  bytes: Uint8Array,
  model: EvaluatedModel,
): Result<EvaluationSummary, ReadroomError> {
  const json = parseBoundedJson(bytes, EVALUATION_LIMITS, 'the evaluation');
  if (!json.ok) return fail('library/bad-evaluation', `${json.error.code}: ${json.error.detail}`);
  const parsed = v.safeParse(EvaluationSummarySchema, json.value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return fail('library/bad-evaluation', `${v.getDotPath(issue) ?? 'the file'}: ${issue.type}`);
  }
  const { modelId, manifestSha256 } = parsed.output;
  if (modelId !== model.id) return fail('library/bad-evaluation', `it is of ${modelId}`);
  if (manifestSha256 !== model.manifestSha256) {
    return fail('library/bad-evaluation', `it is of another build, manifest ${manifestSha256.slice(0, 16)}…`);
  }
  return ok(parsed.output);
}

/** The evaluations with one more, newest first; one of the same data, engine and time takes the old one's place. */
export function withEvaluation(
  present: readonly EvaluationSummary[],
  added: EvaluationSummary,
): EvaluationSummary[] {
  const same = (other: EvaluationSummary): boolean =>
    other.at === added.at && other.engine === added.engine && other.data.sha256 === added.data.sha256;
  return [added, ...present.filter((other) => !same(other))]
    .sort((a, b) => b.at - a.at)
    .slice(0, MAX_EVALUATIONS);
}
