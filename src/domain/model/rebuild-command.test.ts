import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { makeTemplate } from '../prompt/chat-templates.ts';
import { DERIVED_DESCRIPTION } from './derive-config.ts';
import type { ModelManifest } from './manifest.ts';
import { ModelConfigSchema } from './model-config.ts';
import { rebuildCommand } from './rebuild-command.ts';

const shipped = v.parse(
  ModelConfigSchema,
  JSON.parse(
    readFileSync(new URL('../../../model-configs/smollm2-135m-radiology.json', import.meta.url), 'utf8'),
  ),
);

/** The fields of a manifest that a command line depends on. */
function manifestOf(changes: Partial<ModelManifest>): ModelManifest {
  return {
    ...shipped,
    schemaVersion: 1,
    id: `${shipped.id}-q8f16_1`,
    pipelineVersion: '2',
    quantization: 'q8f16_1',
    base: { origin: '', licence: '', format: 'gguf', files: [] },
    adapter: {
      licence: '',
      files: [{ name: 'adapter_model.safetensors', bytes: 9, sha256: 'a'.repeat(64) }],
    },
    files: [],
    totalBytes: 0,
    ...changes,
  };
}

describe('rebuildCommand', () => {
  it('names the config of a model that was built from one', () => {
    expect(rebuildCommand(manifestOf({}))).toBe(
      'npm run model -- build smollm2-135m-radiology --base BASE --adapter ADAPTER --quant q8f16_1',
    );
  });

  it('gives every choice for a model that was made from files alone', () => {
    const chatTemplate = { ...makeTemplate('llama-2', ['<s>', '</s>'])!, systemMessage: "It's short" };
    const manifest = manifestOf({
      id: 'our-7b-q4f16_1',
      quantization: 'q4f16_1',
      displayName: 'Our 7B',
      description: DERIVED_DESCRIPTION,
      adapter: null,
      chatTemplate,
    });
    expect(rebuildCommand(manifest)).toBe(
      String.raw`npm run model -- build --base BASE --id our-7b --name 'Our 7B' --template llama-2 --system 'It'\''s short' --window 2048 --quant q4f16_1`,
    );
  });

  it('is none for a model that came ready-made: its weights were quantized elsewhere', () => {
    const base = { origin: 'Tiny-Chat, ready-made in MLC’s format', licence: '', format: 'mlc', files: [] };
    expect(rebuildCommand(manifestOf({ base, adapter: null }))).toBeNull();
  });
});
