import type { Example } from '../prompt/prompt-parts.ts';
import type { DraftUsage } from './drafting-state.ts';

/** What drafting asks of an engine: the engine port's `generate`, seen from the domain. */
export interface TextEngine {
  generate(request: {
    readonly promptTokens: readonly number[];
    readonly maxNewTokens: number;
    readonly temperature: number;
    readonly stopTokens: readonly number[];
    readonly signal?: AbortSignal;
  }): AsyncIterable<TextEvent>;
}

export type TextEvent =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'done';
      readonly finish: 'stop' | 'length' | 'interrupted';
      readonly usage: DraftUsage;
    };

export type DraftEvent =
  | TextEvent
  /** First of all, where examples were given: the last `used` of them found room in the prompt. */
  | { readonly type: 'examples'; readonly used: number }
  /** Before any text: the model reads the findings with left and right exchanged; the text is exchanged back. */
  | { readonly type: 'exchanged' };

/** Writes one impression; ends with exactly one `done` unless it throws. */
export interface DraftGenerator {
  /** @param examples earlier reports, the most similar last; those that do not fit are left out */
  generate(findings: string, signal: AbortSignal, examples?: readonly Example[]): AsyncIterable<DraftEvent>;
}
