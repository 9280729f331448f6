import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { GenerateRequest } from './engine-port.ts';

/** With less room than this an impression would break off in its first sentence. */
const MIN_IMPRESSION_TOKENS = 32;

/**
 * Tokens that may be generated.
 * @throws ReadroomError `engine/prompt-too-long`
 */
export function roomFor(
  { promptTokens, maxNewTokens }: Pick<GenerateRequest, 'promptTokens' | 'maxNewTokens'>,
  window: number,
): number {
  const room = window - promptTokens.length;
  if (room < Math.min(maxNewTokens, MIN_IMPRESSION_TOKENS)) {
    throw new ReadroomError('engine/prompt-too-long', `${promptTokens.length} of ${window} tokens`);
  }
  return Math.min(room, maxNewTokens);
}
