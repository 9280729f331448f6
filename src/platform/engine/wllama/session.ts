import { deferred } from '../../../domain/deferred.ts';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { createOriginFetch } from '../../net/origin-fetch.ts';
import type { OwnPath } from '../../net/own-path.ts';
import { countReads } from './count-reads.ts';
import { ConfinedWllama } from './confined-wllama.ts';
import { fetchWasm } from './fetch-wasm.ts';
import { loadError } from './load-error.ts';
import { idsOfWords, wordsOf } from './token-words.ts';

/**
 * Prompt tokens per step. A step cannot be interrupted, so it bounds how long newer findings wait for the engine:
 * about a second at 32 tokens a second. Steps that were done stay in the cache for the next run.
 */
const BATCH_TOKENS = 32;

export interface SessionOptions {
  /** llama.cpp's program. */
  readonly wasm: OwnPath;
  readonly gguf: Blob;
  readonly threads: number;
  /** Tokens of prompt and impression together. */
  readonly contextWindow: number;
  readonly signal?: AbortSignal | undefined;
  readonly onRead: (doneBytes: number) => void;
}

export interface Completion {
  readonly promptTokens: readonly number[];
  readonly maxNewTokens: number;
  readonly temperature: number;
}

/** llama.cpp's own count of a run; filled as far as the run came. */
export interface CompletionCost {
  prefilled: number;
  reused: number;
  prefillMs: number;
  decodeMs: number;
}

export interface Likely {
  readonly id: number;
  readonly logProbability: number;
}

export interface Session {
  readonly threads: number;
  /**
   * Hands over token ids as they come; resolves to llama.cpp's reason.
   * @throws AbortError when the signal fires; anything else means that the session is dead
   */
  complete(
    completion: Completion,
    cost: CompletionCost,
    onTokens: (ids: number[]) => void,
    signal: AbortSignal,
  ): Promise<'stop' | 'length'>;
  /**
   * What llama.cpp holds likeliest after these tokens, likeliest first, with the logarithms of the probabilities.
   * @throws when the session is dead
   */
  likeliest(promptTokens: readonly number[], count: number, signal?: AbortSignal): Promise<Likely[]>;
  /** Ends the worker and with it all memory of the model. */
  close(): Promise<void>;
}

/** The parts of llama.cpp's server that Readroom uses; wllama passes them on though its types leave them out. */
interface ServerChunk {
  readonly choices?: readonly {
    readonly text?: string;
    readonly finish_reason?: string | null;
    readonly logprobs?: {
      readonly content?: readonly {
        readonly top_logprobs?: readonly { readonly id: number; readonly logprob: number }[];
      }[];
    } | null;
  }[];
  readonly timings?: Readonly<Partial<Record<'cache_n' | 'prompt_n' | 'prompt_ms' | 'predicted_ms', number>>>;
  readonly prompt_progress?: { readonly cache: number; readonly processed: number; readonly time_ms: number };
}

/**
 * Starts a worker with llama.cpp and loads a model into it.
 * @throws ReadroomError `engine/wasm-failed`, `engine/model-refused`, `engine/out-of-memory`; AbortError
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { signal } = options;
  signal?.throwIfAborted();
  const { promise: broken, reject: breakOff } = deferred<never>();
  broken.catch(() => undefined);
  const abort = (): void => breakOff(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });

  const program = await fetchWasm(createOriginFetch(globalThis.origin), options.wasm, signal);
  const wasmUrl = URL.createObjectURL(program);
  const wllama = new ConfinedWllama(wasmUrl, (event) => breakOff(new Error(event.message || 'worker error')));
  let reads = 0;
  const gguf = countReads(options.gguf, (done) => {
    reads += 1;
    options.onRead(done);
  });
  try {
    await Promise.race([
      broken,
      wllama.loadModel([gguf], {
        n_threads: options.threads,
        n_ctx: options.contextWindow,
        n_batch: BATCH_TOKENS,
        n_ubatch: BATCH_TOKENS,
        n_gpu_layers: 0,
        // One report at a time: a single slot always finds its own prompt cache.
        n_parallel: 1,
        // No copies of idle prompts: memory stays flat over thousands of drafts.
        cache_idle_slots: false,
        ctx_shift: false,
        warmup: false,
      }),
    ]);
    // wllama does not look at llama.cpp's answer: a file that is no model loads "well" with an empty vocabulary.
    if (!(wllama.getLoadedContextInfo().n_vocab > 0)) throw new ReadroomError('engine/model-refused');
  } catch (cause) {
    await wllama.exit();
    // The first read is wllama's own look at the header, before its program starts.
    throw loadError(cause, reads > 1);
  } finally {
    signal?.removeEventListener('abort', abort);
    URL.revokeObjectURL(wasmUrl);
  }
  wllama.releaseFiles();

  return {
    threads: wllama.getNumThreads(),
    async complete(completion, cost, onTokens, runSignal) {
      let finish: 'stop' | 'length' = 'stop';
      const request = {
        prompt: wordsOf(completion.promptTokens),
        max_tokens: completion.maxNewTokens,
        temperature: completion.temperature,
        ...(completion.temperature === 0 && { top_k: 1 }),
        cache_prompt: true,
        stream: true as const,
        return_progress: true,
        timings_per_token: true,
        abortSignal: runSignal,
        onData: (chunk: unknown) => {
          const { choices, timings, prompt_progress: progress } = chunk as ServerChunk;
          if (progress) {
            cost.reused = progress.cache;
            cost.prefilled = progress.processed - progress.cache;
            cost.prefillMs = progress.time_ms;
          }
          if (timings) {
            cost.reused = timings.cache_n ?? cost.reused;
            cost.prefilled = timings.prompt_n ?? cost.prefilled;
            cost.prefillMs = timings.prompt_ms ?? cost.prefillMs;
            cost.decodeMs = timings.predicted_ms ?? cost.decodeMs;
          }
          const choice = choices?.[0];
          if (choice?.finish_reason === 'length') finish = 'length';
          const ids = idsOfWords(choice?.text ?? '');
          if (ids.length > 0) onTokens(ids);
        },
      };
      await Promise.race([broken, wllama.createCompletion(request)]);
      return finish;
    },
    async likeliest(promptTokens, count, runSignal) {
      const found: Likely[] = [];
      const request = {
        prompt: wordsOf(promptTokens),
        max_tokens: 1,
        temperature: 0,
        top_k: 1,
        cache_prompt: true,
        // Before any sampling: the softmax over all logits.
        logprobs: count,
        stream: true as const,
        ...(runSignal && { abortSignal: runSignal }),
        onData: (chunk: unknown) => {
          const top = (chunk as ServerChunk).choices?.[0]?.logprobs?.content?.[0]?.top_logprobs ?? [];
          for (const { id, logprob } of top) found.push({ id, logProbability: logprob });
        },
      };
      await Promise.race([broken, wllama.createCompletion(request)]);
      return found;
    },
    close: () => wllama.exit(),
  };
}
