import type { HarnessDraft } from '../../src/app/harness/harness-api.ts';
import { swapSides } from '../../src/domain/honesty/sides.ts';

/**
 * Is the app's draft what the model wrote to the same prompt? Where the app asked with left and right exchanged, the
 * model answers so, and the draft is exchanged back.
 */
export function isSameDraft(
  { text, exchanged }: Pick<HarnessDraft, 'text' | 'exchanged'>,
  written: string,
): boolean {
  const answer = written.trim();
  return text === (exchanged ? swapSides(answer) : answer);
}
