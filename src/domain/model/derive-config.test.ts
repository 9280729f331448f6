import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { makeTemplate } from '../prompt/chat-templates.ts';
import { LLAMA_7B } from '../../testing/model-jobs/llama-7b.ts';
import { deriveConfig, idOf, windowProblem, withChoices } from './derive-config.ts';
import type { AdapterFacts, BaseFacts } from './merge-facts.ts';
import { ModelConfigSchema } from './model-config.ts';

const ARCHITECTURE = LLAMA_7B.architecture;
const BASE: BaseFacts = {
  format: 'safetensors',
  architecture: ARCHITECTURE,
  parameters: 6_738_415_616,
  dtypes: ['F16'],
  files: [
    { name: 'model-00001-of-00002.safetensors', bytes: 1 },
    { name: 'model-00002-of-00002.safetensors', bytes: 1 },
  ],
  bytes: 2,
  tokenizer: 'file',
  name: 'Llama-2-7b-chat-hf',
  licence: 'llama2',
};
const ADAPTER: AdapterFacts = {
  madeFor: 'meta-llama/Llama-2-7b-chat-hf',
  rank: 8,
  alpha: 16,
  rsLora: false,
  modules: [{ name: 'q_proj', layers: 32 }],
  replaced: [],
  tensors: 64,
  bytes: 3,
  sha256: 'abcdef01'.padEnd(64, '2'),
  licence: null,
};
const TEMPLATE = makeTemplate('llama-2', ['<s>', '</s>'])!;

describe('deriveConfig', () => {
  it('makes a valid config whose id tells base and adapter', () => {
    const config = deriveConfig(BASE, ADAPTER, TEMPLATE);
    expect(v.safeParse(ModelConfigSchema, config).issues).toBeUndefined();
    expect(config).toMatchObject({
      id: 'llama-2-7b-chat-hf-abcdef01',
      licence: 'base: llama2, as its files state; adapter: not stated by its files',
      adapter: { sha256: ADAPTER.sha256 },
      defaultQuantization: 'q4f16_1',
      context: { window: 4096, prefillChunk: 1024 },
      generation: { maxNewTokens: 256, temperature: 0 },
    });
    expect(deriveConfig(BASE, null, TEMPLATE)).toMatchObject({ id: 'llama-2-7b-chat-hf', adapter: null });
  });

  it('takes nothing but a suggested name and id from what the files were called together', () => {
    const chosen = { name: 'Mine', id: 'mine' };
    const [dropped, folder] = ['3 files', 'llama-folder'].map((name) =>
      deriveConfig({ ...BASE, name }, null, TEMPLATE),
    );
    expect(dropped!.id).not.toBe(folder!.id);
    expect(withChoices(dropped!, chosen)).toEqual(withChoices(folder!, chosen));
    const reordered = { ...BASE, files: [...BASE.files].reverse() };
    expect(deriveConfig(reordered, null, TEMPLATE)).toEqual(deriveConfig(BASE, null, TEMPLATE));
  });

  it('gives a small model 8 bits and the window that the kept libraries are compiled for', () => {
    const small = {
      ...BASE,
      parameters: 134_515_008,
      architecture: { ...ARCHITECTURE, maxPositionEmbeddings: 8192 },
    };
    expect(deriveConfig(small, null, TEMPLATE)).toMatchObject({
      defaultQuantization: 'q8f16_1',
      context: { window: 2048, prefillChunk: 512 },
      generation: { maxNewTokens: 192 },
    });
    const short = { ...small, architecture: { ...ARCHITECTURE, maxPositionEmbeddings: 512 } };
    expect(deriveConfig(short, null, TEMPLATE)).toMatchObject({
      context: { window: 512, prefillChunk: 128 },
      generation: { maxNewTokens: 48 },
    });
  });

  it.each(['', '   ', '../../etc', 'Ω', 'a\u0000b\nc', 'x'.repeat(500), '.hidden', '模型'])(
    'stays valid whatever name the files give: %j',
    (name) => {
      const config = deriveConfig({ ...BASE, name, licence: `l\n${'y'.repeat(900)}` }, ADAPTER, TEMPLATE);
      expect(v.safeParse(ModelConfigSchema, config).issues).toBeUndefined();
      expect(config.displayName).not.toMatch(/\p{Cc}/u);
      expect(config.id.length).toBeLessThanOrEqual(72);
    },
  );
});

describe('withChoices', () => {
  it('changes what was chosen and what follows from it, and nothing else', () => {
    const config = deriveConfig(BASE, null, TEMPLATE);
    expect(withChoices(config, {})).toEqual(config);
    const chosen = withChoices(config, {
      name: ' Our 7B ',
      id: 'our-7b',
      window: 1024,
      quantization: 'q8f16_1',
    });
    expect(chosen).toEqual({
      ...config,
      id: 'our-7b',
      displayName: 'Our 7B',
      context: { window: 1024, prefillChunk: 256 },
      generation: { maxNewTokens: 96, temperature: 0 },
      defaultQuantization: 'q8f16_1',
    });
    expect(withChoices(config, { name: '  ' }).displayName).toBe(config.displayName);
  });
});

describe('windowProblem', () => {
  it.each([
    [4096, null],
    [128, null],
    [127, 'at least'],
    [4097, 'at most 4096'],
    [NaN, 'whole number'],
    [1000.5, 'whole number'],
  ])('of %s tokens', (window, part) => {
    const problem = windowProblem(window, ARCHITECTURE);
    if (part === null) expect(problem).toBeNull();
    else expect(problem).toContain(part);
  });
});

describe('idOf', () => {
  it('keeps what an id can hold', () => {
    expect(idOf('Meta-Llama-3.1 8B (Instruct)')).toBe('meta-llama-3.1-8b-instruct');
    expect(idOf('Modèle d’hôpital')).toBe('modele-d-hopital');
  });
});
