import { openBase } from '../pipeline/formats/open-base.ts';
import { previewPrompt } from '../pipeline/recognise/preview-prompt.ts';
import { TOKENIZER } from '../pipeline/shards/model-files.ts';
import { readTokenizer } from '../pipeline/tokenizer/read-tokenizer.ts';
import { createTokenCodec, type PromptCodec } from '../pipeline/tokenizer/token-codec.ts';
import { webFileSet } from '../platform/files/web-files.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { RpcRequest } from './rpc.ts';
import type { RpcHandler } from './rpc-server.ts';

type Subject = RpcRequest<'pipeline/preview'>['of'];

/**
 * Answers previews of one prompt after another, as a person edits it: the vocabulary, which takes a second to read for
 * a large model, is kept for the last subject.
 */
export function createPreviewHandler(
  store: () => Pick<ModelStore, 'readFile'>,
): RpcHandler<'pipeline/preview'> {
  let kept: { readonly key: string; readonly codec: Promise<PromptCodec> } | null = null;
  return async ({ of, template, findings }, { signal }) => {
    const key = keyOf(of);
    if (kept?.key !== key) kept = { key, codec: readCodec(of, store) };
    const { codec } = kept;
    try {
      const ready = await codec;
      signal.throwIfAborted();
      return previewPrompt(ready, template, findings, 'modelId' in of ? of.laterality : undefined);
    } catch (error) {
      // What failed once, such as a file that was unplugged, may work at the next try.
      if (kept.codec === codec && !signal.aborted) kept = null;
      throw error;
    }
  };
}

/** Not stopped by one caller's signal: the next preview waits for the same vocabulary. */
async function readCodec(of: Subject, store: () => Pick<ModelStore, 'readFile'>): Promise<PromptCodec> {
  if ('modelId' in of) {
    const bytes = await store().readFile(of.modelId, TOKENIZER);
    return createTokenCodec(new TextDecoder().decode(bytes));
  }
  const files = webFileSet(of.base);
  const base = await openBase(files);
  const kind = files.names.includes(TOKENIZER) || base.format !== 'gguf' ? 'file' : 'gguf';
  return createTokenCodec(await readTokenizer(kind, files, base));
}

function keyOf(of: Subject): string {
  if ('modelId' in of) return JSON.stringify(['model', of.modelId]);
  return JSON.stringify(of.base.map(({ name, file }) => [name, file.size, file.lastModified]));
}
