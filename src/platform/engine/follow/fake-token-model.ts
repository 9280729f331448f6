import type { TokenModel } from './token-model.ts';

export const FAKE_VOCABULARY = 24;
export const FAKE_STOP = 0;

export interface FakeTokenModel extends TokenModel {
  stepTokens: number;
  /** What the KV cache holds. */
  readonly cache: readonly number[];
  /** Calls that computed something, and the tokens they computed. */
  readonly calls: readonly (readonly number[])[];
}

/**
 * A deterministic language model for tests: the next token hangs on the last two tokens and, every fourth position, on
 * the whole text, so that after an edit far away a draft agrees with the earlier one for a while and then may not.
 */
export function createFakeTokenModel(
  stepTokens: number,
  onCall: () => void = () => undefined,
): FakeTokenModel {
  const cache: number[] = [];
  const calls: number[][] = [];

  const compute = async (tokens: readonly number[]): Promise<number[]> => {
    if (tokens.length === 0 || tokens.length > fake.stepTokens)
      throw new RangeError(`${tokens.length} tokens`);
    calls.push([...tokens]);
    onCall();
    await Promise.resolve();
    return tokens.map((token) => {
      cache.push(token);
      return nextToken(cache);
    });
  };

  const fake: FakeTokenModel = {
    stepTokens,
    cache,
    calls,
    async append(tokens) {
      await compute(tokens);
    },
    verify: compute,
    async sample(tokens) {
      const choices = await compute(tokens);
      return choices.at(-1) ?? FAKE_STOP;
    },
    pop(count) {
      if (count < 1 || count > cache.length) throw new RangeError(`${count} of ${cache.length}`);
      cache.length -= count;
    },
  };
  return fake;
}

/** The model's choice after a text. */
export function nextToken(text: readonly number[]): number {
  const local = (text.at(-1) ?? 0) * 7 + (text.at(-2) ?? 0) * 3;
  if (text.length % 4 !== 0) return (local + 1) % FAKE_VOCABULARY;
  let hash = 0;
  for (const token of text) hash = (hash * 31 + token) % 65_521;
  return hash % 3 === 0 ? hash % FAKE_VOCABULARY : (local + 5) % FAKE_VOCABULARY;
}
