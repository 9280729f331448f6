import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { runReference } from './reference-python.ts';

export interface GreedyRequest {
  readonly prompt: readonly number[];
  readonly maxNewTokens: number;
  /** Token ids that end the text. */
  readonly stop: readonly number[];
}

const numbers = v.array(v.number());
const AnswersSchema = v.array(
  v.object({
    ids: numbers,
    text: v.string(),
    /** By how much each chosen token's logit led the runner-up, the stop token's included. */
    margins: numbers,
    /** After the prompt; null for large vocabularies. */
    firstLogits: v.nullable(numbers),
  }),
);

export type GreedyAnswer = v.InferOutput<typeof AnswersSchema>[number];

/** What transformers answers in float32 over the weights stored in a built model's folder. */
export async function greedyReference(
  modelFolder: string,
  requests: readonly GreedyRequest[],
): Promise<GreedyAnswer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'readroom-reference-'));
  const [questions, answers] = [join(folder, 'requests.json'), join(folder, 'answers.json')];
  try {
    writeFileSync(questions, JSON.stringify(requests));
    await runReference('greedy_reference.py', [modelFolder, questions, answers]);
    return v.parse(AnswersSchema, JSON.parse(readFileSync(answers, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
