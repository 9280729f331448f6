import type { Pipeline, Tensor, WebLlm } from './web-llm-types.ts';

/** Positions in one forward, as Readroom's engine sends them at most. */
const CHUNK = 128;

export interface LibraryDriver {
  /** Loads `/models/<id>/` with `/library.wasm` through web-llm. */
  load(id: string): Promise<void>;
  unload(): Promise<void>;
  /** From an empty cache: web-llm's own prefill, in its chunks; the logits after the last token. */
  logits(tokens: readonly number[]): Promise<number[]>;
  /** From an empty cache: `verify` over all tokens; the likeliest token after each. */
  argmaxAtEach(tokens: readonly number[]): Promise<number[]>;
  /** Greedy ids by `verify`, without the stop token. */
  greedy(prompt: readonly number[], maxNewTokens: number, stop: readonly number[]): Promise<number[]>;
  /** The same through web-llm's prefill, decode and its sampling functions at temperature 0. */
  greedyByWebLlm(prompt: readonly number[], maxNewTokens: number, stop: readonly number[]): Promise<number[]>;
  /** `count` draws of web-llm's sampler from the logits after the tokens. */
  samples(tokens: readonly number[], temperature: number, topP: number, count: number): Promise<number[]>;
  adapter(): Promise<string>;
}

declare global {
  interface Window {
    libraryDriver?: LibraryDriver;
  }
}

async function createDriver(): Promise<LibraryDriver> {
  const { MLCEngine } = (await import(new URL('/web-llm.js', location.href).href)) as WebLlm;
  let engine: InstanceType<WebLlm['MLCEngine']> | null = null;
  let pipeline: Pipeline | null = null;
  const current = (): Pipeline => {
    if (pipeline === null) throw new Error('no model is loaded');
    return pipeline;
  };

  const verify = async (tokens: readonly number[]): Promise<number[]> => {
    const at = current();
    const { tvm, vm, device, kvCache, params } = at;
    tvm.beginScope();
    const ids = tvm.empty([tokens.length], 'int32', device).copyFrom(tokens);
    const embedded = at.embed(ids, params);
    const input = embedded.view([1, tokens.length, embedded.shape[1] ?? 0]); // [1, seq, hidden]
    at.fKVCacheBeginForward(kvCache, tvm.makeShapeTuple([0]), tvm.makeShapeTuple([tokens.length]));
    const result = vm.getFunction('verify')(input, kvCache, params);
    at.fKVCacheEndForward(kvCache);
    at.filledKVCacheLength += tokens.length;
    const onHost = tvm.detachFromCurrentScope(
      tvm.empty([tokens.length], 'int32', tvm.cpu()).copyFrom(result.get(0)),
    );
    tvm.endScope();
    await device.sync();
    const argmax = Array.from(onHost.toArray());
    onHost.dispose();
    return argmax;
  };

  const verifyAll = async (tokens: readonly number[]): Promise<number[]> => {
    current().resetKVCache();
    const argmax: number[] = [];
    for (let at = 0; at < tokens.length; at += CHUNK)
      argmax.push(...(await verify(tokens.slice(at, at + CHUNK))));
    return argmax;
  };

  /** Runs `use` on logits that live on the GPU; what web-llm returns belongs to the scope of its caller. */
  const withLogits = async <T>(
    tokens: readonly number[],
    use: (logits: Tensor) => Promise<T>,
  ): Promise<T> => {
    const at = current();
    at.tvm.beginScope();
    let logits: Tensor | null = null;
    for (let from = 0; from < tokens.length; from += CHUNK) {
      const chunk = tokens.slice(from, from + CHUNK);
      logits = await at.embedAndForward([chunk], chunk.length);
    }
    if (logits === null) throw new Error('no tokens');
    const result = await use(logits);
    at.tvm.endScope();
    return result;
  };

  const draw = (logits: Tensor, temperature: number, topP: number): Promise<number> =>
    current().sampleFromRawLogits(logits, { temperature, top_p: topP });

  return {
    async load(id) {
      const base = `${location.origin}/models/${id}/resolve/main/`;
      engine = new MLCEngine({
        appConfig: {
          cacheBackend: 'indexeddb',
          model_list: [{ model: base, model_id: id, model_lib: `${location.origin}/library.wasm` }],
        },
      });
      await engine.reload(id);
      pipeline = engine.loadedModelIdToPipeline.get(id) ?? null;
    },
    async unload() {
      await engine?.unload();
      engine = null;
      pipeline = null;
    },
    logits(tokens) {
      const { tvm, device } = current();
      current().resetKVCache();
      return withLogits(tokens, async (logits) => {
        const size = logits.shape.reduce((product, length) => product * length, 1);
        const onHost = tvm.empty([size], 'float32', tvm.cpu()).copyFrom(logits.view([size]));
        await device.sync();
        return Array.from(onHost.toArray());
      });
    },
    argmaxAtEach: verifyAll,
    async greedy(prompt, maxNewTokens, stop) {
      const ids: number[] = [];
      let next = (await verifyAll(prompt)).at(-1) ?? 0;
      while (!stop.includes(next)) {
        ids.push(next);
        if (ids.length === maxNewTokens) break;
        next = (await verify([next]))[0] ?? 0;
      }
      return ids;
    },
    async greedyByWebLlm(prompt, maxNewTokens, stop) {
      current().resetKVCache();
      const ids: number[] = [];
      const pick = (logits: Tensor): Promise<number> => draw(logits, 0, 1);
      let next = await withLogits(prompt, pick);
      while (!stop.includes(next)) {
        ids.push(next);
        if (ids.length === maxNewTokens) break;
        next = await withLogits([next], pick);
      }
      return ids;
    },
    samples(tokens, temperature, topP, count) {
      current().resetKVCache();
      current().tvm.setSeed(1);
      return withLogits(tokens, async (logits) => {
        const drawn: number[] = [];
        for (let i = 0; i < count; i++) drawn.push(await draw(logits, temperature, topP));
        return drawn;
      });
    },
    async adapter() {
      const adapter = await navigator.gpu.requestAdapter();
      return adapter === null
        ? 'none'
        : `${adapter.info.vendor} ${adapter.info.architecture} ${adapter.info.description}`;
    },
  };
}

window.libraryDriver = await createDriver();
