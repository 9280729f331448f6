import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildPrompt } from '../../domain/prompt/prompt-parts.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import { nodeSource } from '../../testing/generators/node-source.ts';
import { createTokenCodec } from './token-codec.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

const BASE = '.cache/base/SmolLM2-135M-Instruct.Q4_1.gguf';
const CONFIG = 'model-configs/smollm2-135m-radiology.json';
/** The reports stay outside the repository; scripts/fixtures/prompt_ids.py writes the digests of their token ids. */
const REPORTS = '../shared/data/openi/val.jsonl';
const DIGESTS = 'src/testing/fixtures/prompt-id-digests.json';

const digestOf = (ids: readonly number[]): string =>
  createHash('sha256').update(ids.join(',')).digest('hex').slice(0, 16);

describe.skipIf(![BASE, REPORTS].every((path) => existsSync(path)))(
  'the chat prompt (needs the base model and the shared reports)',
  () => {
    it('has the token ids of the reference tokenizer on all validation findings', async () => {
      const { chatTemplate } = JSON.parse(readFileSync(CONFIG, 'utf8')) as ModelConfig;
      const codec = createTokenCodec(await tokenizerFromGguf(nodeSource(BASE)));
      const expected = JSON.parse(readFileSync(DIGESTS, 'utf8')) as Record<string, string>;
      const reports = readFileSync(REPORTS, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; findings: string });
      expect(reports).toHaveLength(Object.keys(expected).length);
      const differing = reports.filter(
        ({ id, findings }) =>
          digestOf(codec.encodePrompt(buildPrompt(chatTemplate, findings))) !== expected[id],
      );
      // Ids only: a failure must not print findings.
      expect(differing.map(({ id }) => id)).toEqual([]);
    });
  },
);
