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

/** Writes one impression; ends with exactly one `done` unless it throws. */
export interface DraftGenerator {
  generate(findings: string, signal: AbortSignal): AsyncIterable<TextEvent>;
}
