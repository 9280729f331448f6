import type { Hashing } from '../domain/io/hashing.ts';
import type { ChatTemplate } from '../domain/model/model-config.ts';

/** SHA-256 over everything of a prompt that decides what the model reads; its name does not. */
export function hashPrompt(hashing: Pick<Hashing, 'sha256'>, template: ChatTemplate): Promise<string> {
  const { template: text, systemMessage, stop } = template;
  return hashing.sha256(new TextEncoder().encode(JSON.stringify([text, systemMessage, stop])));
}
