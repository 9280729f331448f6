import type { ModelManifest } from '../../domain/model/manifest.ts';
import { chatConfig } from './chat-config.ts';
import { jsonBytes } from './json-bytes.ts';
import type { ShardPlan } from './shard-plan.ts';
import { tensorCache } from './tensor-cache.ts';
import { tokenizerFacts, type TokenizerFacts } from './tokenizer-facts.ts';

export const TENSOR_CACHE = 'tensor-cache.json';
export const CHAT_CONFIG = 'mlc-chat-config.json';
export const TOKENIZER = 'tokenizer.json';

export interface SmallFile {
  readonly path: string;
  readonly role: 'tensor-cache' | 'chat-config' | 'tokenizer';
  readonly bytes: Uint8Array;
}

type Described = Pick<
  ModelManifest,
  'architecture' | 'chatTemplate' | 'context' | 'generation' | 'quantization'
>;

/**
 * The files beside the shards; a function of its arguments alone, so that checking a model means making them again.
 * @param facts of this tokenizer, where they are at hand: reading a large one takes half a second
 */
export function smallFiles(
  model: Described,
  plan: ShardPlan,
  md5: readonly string[],
  tokenizerJson: string,
  facts: TokenizerFacts = tokenizerFacts(tokenizerJson, model.architecture.vocabSize),
): SmallFile[] {
  return [
    { path: TENSOR_CACHE, role: 'tensor-cache', bytes: jsonBytes(tensorCache(plan, md5)) },
    { path: CHAT_CONFIG, role: 'chat-config', bytes: jsonBytes(chatConfig(model, facts)) },
    { path: TOKENIZER, role: 'tokenizer', bytes: new TextEncoder().encode(tokenizerJson) },
  ];
}
