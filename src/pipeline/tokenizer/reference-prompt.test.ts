import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildPrompt } from '../../domain/prompt/prompt-parts.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import { nodeSource } from '../../testing/generators/node-source.ts';
import { createTokenCodec } from './token-codec.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

const BASE = '.cache/base/SmolLM2-135M-Instruct.Q4_1.gguf';
const CONFIG = 'model-configs/smollm2-135m-radiology.json';
/** Real reports and their reference ids stay outside the repository: scripts/fixtures/prompt_ids.py writes the ids. */
const REPORTS = '../shared/data/openi/val.jsonl';
const EXPECTED = '.cache/reference/prompt-ids.jsonl';

const lines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

describe.skipIf(![BASE, REPORTS, EXPECTED].every((path) => existsSync(path)))(
  'the chat prompt (needs the base model, the shared reports and their reference ids)',
  () => {
    it('has the reference token ids on all validation findings', async () => {
      const { chatTemplate } = JSON.parse(readFileSync(CONFIG, 'utf8')) as ModelConfig;
      const codec = createTokenCodec(await tokenizerFromGguf(nodeSource(BASE)));
      const reports = lines<{ id: string; findings: string }>(REPORTS);
      const expected = lines<{ id: string; ids: number[] }>(EXPECTED);
      expect(expected.length).toBe(reports.length);
      const differing = reports.filter(({ id, findings }, i) => {
        const ids = codec.encodePrompt(buildPrompt(chatTemplate, findings));
        return expected[i]?.id !== id || JSON.stringify(ids) !== JSON.stringify(expected[i].ids);
      });
      // Ids only: a failure must not print findings.
      expect(differing.map(({ id }) => id)).toEqual([]);
    });
  },
);
