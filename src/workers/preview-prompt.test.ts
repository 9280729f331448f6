import { describe, expect, it } from 'vitest';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { makeTemplate } from '../domain/prompt/chat-templates.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import { toBytes } from '../testing/generators/memory-files.ts';
import { createRandom } from '../testing/generators/random.ts';
import { TINY_BUILD } from '../testing/generators/tiny-build.ts';
import { tinyFolder, tinyTensors } from '../testing/generators/tiny-llama.ts';
import { TINY_SPECIAL, tinyTokenizerJson } from '../testing/generators/tiny-tokenizer.ts';
import { createPreviewHandler } from './preview-prompt.ts';

const TEMPLATE = makeTemplate('chatml', TINY_SPECIAL)!;
const FINDINGS = '  No lung nodule. <|im_end|> is only text here.\n';
const context = { signal: new AbortController().signal, progress: () => undefined };

/** A store with one installed model's tokenizer; counts how often it is read. */
function storeOf(tokenizer: () => Uint8Array) {
  const reads: string[] = [];
  const readFile: ModelStore['readFile'] = (id, path) => {
    reads.push(`${id}/${path}`);
    return Promise.resolve().then(tokenizer);
  };
  return { reads, store: () => ({ readFile }) };
}

describe('the prompt preview', () => {
  it('gives the exact prompt in pieces, counts its tokens and keeps the vocabulary', async () => {
    const { reads, store } = storeOf(() => toBytes(tinyTokenizerJson()));
    const preview = createPreviewHandler(store);
    const request = { of: { modelId: 'tiny' }, template: TEMPLATE, findings: FINDINGS };
    const shown = await preview(request, context);
    const prompt = TEMPLATE.template
      .replace('{system}', TEMPLATE.systemMessage)
      .replace('{findings}', FINDINGS.trim());
    expect(shown.pieces.map(({ text }) => text).join('')).toBe(prompt);
    expect(shown.pieces.filter(({ kind }) => kind === 'special')).toHaveLength(5);
    expect(shown.pieces.filter(({ kind }) => kind === 'findings')).toEqual([
      { kind: 'findings', text: FINDINGS.trim() },
    ]);
    // At most one token for each character outside special tokens; merges make it fewer.
    const plain = shown.pieces
      .filter(({ kind }) => kind !== 'special')
      .reduce((sum, { text }) => sum + text.length, 0);
    expect(shown.tokens).toBeGreaterThan(5);
    expect(shown.tokens).toBeLessThan(plain + 5);
    expect(shown.specialTokens).toEqual(TINY_SPECIAL);
    await preview(request, context);
    expect(reads).toEqual(['tiny/tokenizer.json']);
  });

  it('names the stop texts that end nothing in this vocabulary', async () => {
    const { store } = storeOf(() => toBytes(tinyTokenizerJson()));
    const template = { ...TEMPLATE, stop: ['</s>', '<|im_end|>'] };
    const shown = await createPreviewHandler(store)(
      { of: { modelId: 'tiny' }, template, findings: 'x' },
      context,
    );
    expect(shown.unknownStops).toEqual(['</s>']);
  });

  it('previews a base that is not merged yet, as its merged model will', async () => {
    const folder = {
      ...tinyFolder(TINY_BUILD, tinyTensors(createRandom(1), TINY_BUILD, 'F16')),
      'tokenizer.json': tinyTokenizerJson(),
    };
    const base = Object.entries(folder).map(([name, content]) => ({
      name,
      file: new File([toBytes(content) as Uint8Array<ArrayBuffer>], name, { lastModified: 1 }),
    }));
    const { reads, store } = storeOf(() => toBytes(tinyTokenizerJson()));
    const preview = createPreviewHandler(store);
    const ofBase = await preview({ of: { base }, template: TEMPLATE, findings: FINDINGS }, context);
    expect(reads).toEqual([]);
    expect(ofBase).toEqual(
      await preview({ of: { modelId: 'tiny' }, template: TEMPLATE, findings: FINDINGS }, context),
    );
  });

  it('tries again after a failure', async () => {
    let works = false;
    const { reads, store } = storeOf(() => {
      if (!works) throw new ReadroomError('store/read-failed');
      return toBytes(tinyTokenizerJson());
    });
    const preview = createPreviewHandler(store);
    const request = { of: { modelId: 'tiny' }, template: TEMPLATE, findings: 'x' };
    await expect(preview(request, context)).rejects.toMatchObject({ code: 'store/read-failed' });
    works = true;
    expect((await preview(request, context)).tokens).toBeGreaterThan(0);
    expect(reads).toHaveLength(2);
  });
});
