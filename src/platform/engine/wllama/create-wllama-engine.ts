import { isAbort, ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { KnownAnswer } from '../../../domain/model/known-answer.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Logger } from '../../logger/logger.ts';
import type {
  EngineModel,
  EngineProbe,
  ImpressionEngine,
  KnownAnswerOutcome,
  LoadOptions,
} from '../engine-port.ts';
import type { OwnPath } from '../../net/own-path.ts';
import type { TokenTable } from '../token-table.ts';
import { createTurns } from '../turns.ts';
import { detectWasmFeatures, missingFeature, type WasmFeatures } from './features.ts';
import { checkKnownAnswer } from './known-answer-check.ts';
import { runCompletion } from './run-completion.ts';
import type { Session, SessionOptions } from './session.ts';
import { chooseThreads } from './threads.ts';

/** An installed model as llama.cpp reads it, with the words of `token-words.ts` for a vocabulary. */
export interface ModelView {
  readonly gguf: Blob;
  readonly tokens: TokenTable;
}

/** Checks the installed files against the manifest's hashes and derives the view from them. */
export type OpenModelView = (
  model: EngineModel,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  },
) => Promise<ModelView>;

/** `knownAnswerInWorker` of src/workers. */
export type KnownAnswerSource = (
  model: EngineModel,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: { readonly doneBytes: number; readonly totalBytes: number }) => void;
  },
) => Promise<KnownAnswer>;

export interface WllamaEngineOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** `WLLAMA_WASM`. */
  readonly wasm: OwnPath;
  /** `createModelViewClient().open` of src/workers: it runs in a worker. */
  readonly openView: OpenModelView;
  /** Computes a known answer for a model whose manifest has none; runs in a worker. */
  readonly knownAnswer: KnownAnswerSource;
  /** For tests: what the browser offers, and how a session is opened. */
  readonly features?: () => WasmFeatures;
  readonly open?: (options: SessionOptions) => Promise<Session>;
}

interface Loaded {
  readonly session: Session;
  readonly tokens: TokenTable;
  readonly window: number;
  readonly check: KnownAnswerOutcome;
}

/** wllama's scripts are as large as the rest of the page: they are fetched when a model is to be loaded. */
async function openSession(options: SessionOptions): Promise<Session> {
  const { openSession: start } = await import('./session.ts').catch((cause: unknown) => {
    throw new ReadroomError('engine/wasm-failed', "the engine's script", { cause });
  });
  return start(options);
}

/** Drafting on the CPU with llama.cpp compiled to WebAssembly, in workers of its own. */
export function createWllamaEngine(options: WllamaEngineOptions): ImpressionEngine {
  const { clock, logger, features = detectWasmFeatures, open = openSession } = options;
  const turns = createTurns();
  let loaded: Loaded | null = null;
  /** What to load again after a crash. */
  let wanted: { readonly model: EngineModel; readonly threads: number | undefined } | null = null;
  let loadCount = 0;
  /** Stops the load under way: two models must never be in memory at once. */
  let stopLoading = new AbortController();

  const probeFor = (requested?: number): EngineProbe => {
    const found = features();
    const reason = missingFeature(found);
    return {
      kind: 'cpu',
      available: reason === null,
      reason,
      threads: chooseThreads({ ...found, requested }),
      compute: null,
      device: null,
      note: null,
    };
  };

  const close = async (): Promise<void> => {
    const session = loaded?.session;
    loaded = null;
    await session?.close();
  };

  /** IMPORTANT: nothing is drafted by a session before it has given a right answer. */
  const checkSession = async (
    session: Session,
    model: EngineModel,
    { signal, onProgress }: LoadOptions,
  ): Promise<KnownAnswerOutcome> => {
    const { totalBytes } = model.manifest;
    try {
      const answer =
        model.manifest.knownAnswer ??
        (await options.knownAnswer(model, {
          ...(signal && { signal }),
          onProgress: (bytes) => onProgress?.({ phase: 'check', ...bytes }),
        }));
      onProgress?.({ phase: 'check', doneBytes: 0, totalBytes });
      const outcome = await checkKnownAnswer(session, answer, signal);
      onProgress?.({ phase: 'check', doneBytes: totalBytes, totalBytes });
      return outcome;
    } catch (error) {
      await session.close();
      if (error instanceof ReadroomError || isAbort(error)) throw error;
      throw new ReadroomError('engine/crashed', 'known answer');
    }
  };

  const openModel = async (model: EngineModel, loadOptions: LoadOptions): Promise<Loaded> => {
    const { signal, onProgress } = loadOptions;
    const probe = probeFor(loadOptions.threads);
    if (!probe.available) throw new ReadroomError('engine/unavailable', probe.reason ?? '');
    const started = clock.monotonic();
    logger.info('engine/load-started', { bytes: model.manifest.totalBytes, threads: probe.threads });
    const view = await options.openView(model, {
      ...(signal && { signal }),
      onProgress: (doneBytes, totalBytes) => onProgress?.({ phase: 'verify', doneBytes, totalBytes }),
    });
    const totalBytes = view.gguf.size;
    const window = model.manifest.context.window;
    const session = await open({
      wasm: options.wasm,
      gguf: view.gguf,
      threads: probe.threads ?? 1,
      contextWindow: window,
      signal,
      onRead: (doneBytes) => onProgress?.({ phase: 'upload', doneBytes, totalBytes }),
    });
    const check = await checkSession(session, model, loadOptions);
    logger.info('engine/loaded', { ms: Math.round(clock.monotonic() - started), threads: session.threads });
    return { session, tokens: view.tokens, window, check };
  };

  const load = async (model: EngineModel, loadOptions: LoadOptions = {}): Promise<EngineProbe> => {
    const mine = ++loadCount;
    stopLoading.abort();
    stopLoading = new AbortController();
    const { signal: newer } = stopLoading;
    const signal = loadOptions.signal ? AbortSignal.any([loadOptions.signal, newer]) : newer;
    wanted = null;
    await turns.interrupt();
    await close();
    const fresh = await openModel(model, { ...loadOptions, signal }).catch((error: unknown) => {
      const code = error instanceof ReadroomError ? error.code : null;
      if (!isAbort(error)) logger.error('engine/load-failed', { code });
      throw error;
    });
    if (mine !== loadCount) {
      await fresh.session.close();
      throw new DOMException('A newer load took over.', 'AbortError');
    }
    loaded = fresh;
    wanted = { model, threads: loadOptions.threads };
    return { ...probeFor(loadOptions.threads), threads: fresh.session.threads, check: fresh.check };
  };

  /** The running session, or one opened again after a crash. */
  const ready = async (signal: AbortSignal): Promise<Loaded> => {
    if (loaded) return loaded;
    if (!wanted) throw new ReadroomError('engine/not-loaded');
    const mine = loadCount;
    const { model, threads } = wanted;
    const again = await openModel(model, { signal, ...(threads !== undefined && { threads }) });
    if (mine !== loadCount) {
      await again.session.close();
      throw new ReadroomError('engine/not-loaded');
    }
    loaded = again;
    return again;
  };

  return {
    kind: 'cpu',
    probe: () => Promise.resolve(probeFor()),
    load,
    generate: (request) =>
      turns.stream(request.signal, async (signal, emit) => {
        const crashed = async (): Promise<void> => {
          logger.error('engine/fatal', { code: 'engine/crashed' });
          await close();
        };
        return await runCompletion({ request, signal, emit, clock, ready, crashed });
      }),
    interrupt: () => turns.interrupt(),
    async unload() {
      loadCount += 1;
      stopLoading.abort();
      wanted = null;
      await turns.interrupt();
      await close();
      logger.info('engine/unloaded');
    },
  };
}
