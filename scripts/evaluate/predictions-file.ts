import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { InputError } from './input-error.ts';

export interface Prediction {
  readonly id: string;
  /** SHA-256 of findings and examples: what changed under its id is drafted anew. */
  readonly inputSha256: string;
  readonly prediction: string;
  /** How drafting ended; `error` with a code when it did not. */
  readonly finish: 'stop' | 'length' | 'interrupted' | 'error';
  readonly error?: string;
  readonly model: string;
  readonly manifestSha256: string;
  readonly engine: string;
  readonly threads: number | null;
  /** Examples in the prompt. */
  readonly examples: number;
  /** The model read the findings with left and right exchanged. */
  readonly exchanged: boolean;
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly verifiedTokens: number;
  readonly decodedTokens: number;
  readonly timeToFirstTokenMs: number;
  readonly decodeMs: number;
  readonly totalMs: number;
}

const count = v.pipe(v.number(), v.minValue(0));

const PredictionSchema: v.GenericSchema<unknown, Prediction> = v.object({
  id: v.string(),
  inputSha256: v.optional(v.string(), ''),
  prediction: v.string(),
  finish: v.picklist(['stop', 'length', 'interrupted', 'error']),
  error: v.exactOptional(v.string()),
  model: v.string(),
  manifestSha256: v.string(),
  engine: v.string(),
  threads: v.nullable(v.number()),
  examples: v.optional(count, 0),
  exchanged: v.optional(v.boolean(), false),
  promptTokens: count,
  reusedTokens: count,
  verifiedTokens: v.optional(count, 0),
  decodedTokens: count,
  timeToFirstTokenMs: count,
  decodeMs: count,
  totalMs: count,
});

/** Drafts of real reports tell about patients: nobody else on the machine needs to read them. */
const OWNER_ONLY = 0o600;

export interface PredictionsFile {
  /** What an earlier run left, by id. */
  readonly done: ReadonlyMap<string, Prediction>;
  append(prediction: Prediction): void;
}

/**
 * Opens a file of predictions to go on with it: one JSON object per line, appended as each comes. A last line that a
 * killed run left unfinished is dropped, and so are failures and drafts of another input than the id has now, to be
 * drafted again; predictions of another model or engine are refused, because a table must not mix them.
 * @param inputs `inputHash` by id
 */
export function openPredictions(
  path: string | null,
  run: Pick<Prediction, 'model' | 'manifestSha256' | 'engine'>,
  inputs: ReadonlyMap<string, string>,
): PredictionsFile {
  const done = new Map<string, Prediction>();
  if (path === null) return { done, append: () => undefined };
  if (existsSync(path)) {
    const lines = readFileSync(path, 'utf8').split('\n');
    const unfinished = lines.pop() ?? '';
    lines.forEach((line, index) => {
      const prediction = parsePrediction(line, `${path}, line ${index + 1}`);
      if (
        prediction.model !== run.model ||
        prediction.manifestSha256 !== run.manifestSha256 ||
        prediction.engine !== run.engine
      ) {
        throw new InputError(
          `${path} holds predictions of another model or engine; choose another --out file.`,
        );
      }
      const now = inputs.get(prediction.id) ?? prediction.inputSha256;
      if (prediction.finish !== 'error' && prediction.inputSha256 === now)
        done.set(prediction.id, prediction);
    });
    if (unfinished !== '' || done.size < lines.length) {
      writeFileSync(path, [...done.values()].map((kept) => `${JSON.stringify(kept)}\n`).join(''));
    }
  }
  return {
    done,
    append: (prediction) => appendFileSync(path, `${JSON.stringify(prediction)}\n`, { mode: OWNER_ONLY }),
  };
}

function parsePrediction(line: string, where: string): Prediction {
  try {
    return v.parse(PredictionSchema, JSON.parse(line));
  } catch {
    throw new InputError(`${where}: not a prediction written by this command; choose another --out file.`);
  }
}
