import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { ModelConfigSchema, type ModelConfig } from '../../domain/model/model-config.ts';
import { memoryFiles } from './memory-files.ts';
import { randomLlama } from './random-llama.ts';
import { TINY_SPECIAL } from './tiny-tokenizer.ts';

const CONFIG = fileURLToPath(new URL('../../../model-configs/test/tiny-llama.json', import.meta.url));

/** The config of the tiny model that a software GPU runs in seconds. */
export function tinyGpuConfig(): ModelConfig {
  return v.parse(ModelConfigSchema, JSON.parse(readFileSync(CONFIG, 'utf8')));
}

/**
 * Its base weights, the same on every machine. Drafts end now and then, and are written in readable characters: bytes
 * that are no text of their own would hide differences between drafts behind replacement characters.
 */
export function tinyGpuBase(seed = 14): FileSet {
  const stretch = new Map([
    [TINY_SPECIAL.indexOf('<|im_end|>'), 1.5],
    [TINY_SPECIAL.indexOf('<|endoftext|>'), 0.1],
  ]);
  for (let byte = 0; byte < 256; byte++) {
    if (byte !== 10 && (byte < 32 || byte > 126)) stretch.set(TINY_SPECIAL.length + byte, 0.1);
  }
  return memoryFiles(randomLlama(tinyGpuConfig().architecture, { seed, stretch }));
}
