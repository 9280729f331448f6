import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { ModelConfigSchema } from '../../src/domain/model/model-config.ts';
import { ROOT } from '../serve/folders.ts';

const FOLDER = join(ROOT, 'model-configs');
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));

function readConfig(name: string): v.InferOutput<typeof ModelConfigSchema> {
  return v.parse(ModelConfigSchema, JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));
}

describe.each(NAMES)('model config %s', (name) => {
  test('passes the schema and is named by its id', () => {
    expect(`${readConfig(name).id}.json`).toBe(name);
  });

  test('fits together: heads, groups of 32, context, default quantization', () => {
    const { architecture, context, quantizations, defaultQuantization } = readConfig(name);
    expect(architecture.attentionHeads % architecture.keyValueHeads).toBe(0);
    expect(architecture.hiddenSize % 32).toBe(0);
    expect(architecture.intermediateSize % 32).toBe(0);
    expect(context.window).toBeLessThanOrEqual(architecture.maxPositionEmbeddings);
    expect(quantizations).toContain(defaultQuantization);
  });
});

/** Every clone carries it; float16 of rank 64 on every linear layer of the default base is just under. */
const MAX_ADAPTER_BYTES = 40e6;

test('the adapter in this repository has the hash that its config pins, and a model card beside it', () => {
  const { adapter } = readConfig('smollm2-135m-radiology.json');
  const folder = join(FOLDER, adapter?.path ?? '');
  const hash = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  expect(hash('adapter_model.safetensors')).toBe(adapter?.sha256);
  expect(statSync(join(folder, 'adapter_model.safetensors')).size).toBeLessThanOrEqual(MAX_ADAPTER_BYTES);
  for (const line of readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n')) {
    const [sum, file = ''] = line.split(/\s+/);
    expect(hash(file)).toBe(sum);
  }
  expect(readFileSync(join(folder, 'MODEL-CARD.md'), 'utf8')).toContain('Not a medical device');
});
