import { isAbort, ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { SENTENCES, type ErrorCode } from '../../../domain/errors/catalog.ts';
import type { GpuFacts } from '../../../domain/model/gpu-facts.ts';
import type { KnownAnswer } from '../../../domain/model/known-answer.ts';
import type { Clock } from '../../clock/clock.ts';
import { within } from '../../clock/within.ts';
import type { Logger } from '../../logger/logger.ts';
import { keepBestLibrary } from '../../model-store/keep-best-library.ts';
import type { KeptLibrary, LibraryStore } from '../../model-store/library-store-port.ts';
import { untilAborted } from '../aborted.ts';
import type { EngineModel, EngineProbe, ImpressionEngine, LoadOptions } from '../engine-port.ts';
import { createTurns } from '../turns.ts';
import type { GpuSession, GpuSessionOpener } from './gpu-session.ts';
import type { LossMoment } from './loss-injection.ts';
import { readGpu } from './read-gpu.ts';
import { createRecovery, recoveryLimitMs } from './recovery.ts';
import { runDraft } from './run-draft.ts';

export interface WebllmEngineOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly libraries: LibraryStore;
  /** `openWebllmSession` of src/workers. */
  readonly open: GpuSessionOpener;
  /** Computes a known answer for a model whose manifest has none; runs in a worker. */
  readonly knownAnswer: (
    model: EngineModel,
    options: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (progress: { readonly doneBytes: number; readonly totalBytes: number }) => void;
    },
  ) => Promise<KnownAnswer>;
  /** For tests: what the browser tells of the GPU. */
  readonly gpu?: () => Promise<GpuFacts | null>;
}

export interface WebllmEngine extends ImpressionEngine {
  readonly kind: 'webgpu';
  /** The GPU as the browser tells; null without WebGPU. */
  facts(): Promise<GpuFacts | null>;
  /** For tests: loses the GPU device at a moment to come; for one during the upload call it before `load`. */
  loseDevice(moment: LossMoment): Promise<void>;
}

/** A graphics process that hangs answers no question about its adapter: as good as no card, and the processor drafts. */
const GPU_ANSWER_MS = 15_000;

/** What a load needs and a recovery needs again. */
interface Wanted {
  readonly model: EngineModel;
  readonly facts: GpuFacts;
  readonly kept: KeptLibrary;
  readonly knownAnswer: KnownAnswer;
  readonly probe: EngineProbe;
}

interface Loaded {
  /** How long it took to open, ms. */
  readonly openedMs: number;
  readonly session: GpuSession;
  readonly window: number;
}

/** Drafting on the graphics card: web-llm with a model library of our own compiler, in a worker. */
export function createWebllmEngine(options: WebllmEngineOptions): WebllmEngine {
  const { clock, logger, libraries } = options;
  const gpu = (): Promise<GpuFacts | null> => within(clock, GPU_ANSWER_MS, (options.gpu ?? readGpu)(), null);
  const turns = createTurns();
  const recovery = createRecovery(clock);
  let loaded: Loaded | null = null;
  /** A session on its way after a loss, or what stopped it; null while nothing went wrong. */
  let recovering: Promise<Loaded> | null = null;
  let pendingLoss: LossMoment | null = null;
  /** Ends with the load that it belongs to: by a newer load or an unload. */
  let era = new AbortController();

  /** Takes the session in use for lost, if it is this one. */
  let replace: (session: GpuSession) => void = () => undefined;

  const close = (): void => {
    loaded?.session.close();
    loaded = null;
  };

  /** Wrong numbers found while drafting: no try of the same card is worth a draft that may be wrong, until the next load. */
  const failed = (error: unknown): void => {
    if (!(error instanceof ReadroomError) || error.code !== 'engine/wrong-numbers' || loaded === null) return;
    logger.error('engine/fatal', { code: 'engine/wrong-numbers' });
    close();
    const blocked = Promise.reject<Loaded>(error);
    // It stays for the next draft to meet.
    blocked.catch(() => undefined);
    recovering = blocked;
  };

  const openSession = async (
    { model, kept, knownAnswer }: Wanted,
    { signal, onProgress }: Pick<LoadOptions, 'onProgress'> & { readonly signal: AbortSignal },
  ): Promise<Loaded> => {
    const started = clock.monotonic();
    const loss = pendingLoss;
    pendingLoss = null;
    const session = await options.open(
      {
        modelId: model.manifest.id,
        baseUrl: model.baseUrl,
        library: kept.library,
        libraryUrl: kept.url,
        knownAnswer,
        loss,
      },
      { signal, onProgress },
    );
    const openedMs = Math.round(clock.monotonic() - started);
    logger.info('engine/loaded', { ms: openedMs });
    return { openedMs, session, window: model.manifest.context.window };
  };

  /** Takes a session into use, and the next one when it is lost. */
  const use = (fresh: Loaded, wanted: Wanted, signal: AbortSignal): void => {
    loaded = fresh;
    replace = (session) => {
      if (loaded?.session !== session) return;
      logger.error('engine/fatal', { code: 'engine/device-lost' });
      const { openedMs } = loaded;
      close();
      recover(wanted, openedMs, signal);
    };
    void fresh.session.lost.then(() => replace(fresh.session));
  };

  /** The library's row once more: another window may have replaced it by that of a newer version of Readroom. */
  const keepAgain = async ({ model, kept, facts }: Wanted, signal: AbortSignal): Promise<KeptLibrary> => {
    try {
      return await libraries.ensure(kept.library, { signal });
    } catch (error) {
      if (isAbort(error)) throw error;
      const newer = await keepBestLibrary(libraries, model.manifest, facts, signal);
      if ('code' in newer) throw new ReadroomError(newer.code, newer.detail);
      return newer;
    }
  };

  const recover = (wanted: Wanted, openedMs: number, signal: AbortSignal): void => {
    const open = async (limited: AbortSignal): Promise<Loaded> =>
      openSession({ ...wanted, kept: await keepAgain(wanted, limited) }, { signal: limited });
    const attempt = recovery.run(open, signal, recoveryLimitMs(openedMs));
    recovering = attempt;
    attempt.then(
      (fresh) => {
        if (signal.aborted) fresh.session.close();
        else use(fresh, wanted, signal);
        if (recovering === attempt) recovering = null;
      },
      (error: unknown) => {
        // The failure stays for the next draft to meet.
        if (!isAbort(error)) logger.error('engine/load-failed', { code: codeOf(error) });
      },
    );
  };

  const prepare = async (
    model: EngineModel,
    { signal, onProgress }: Pick<LoadOptions, 'onProgress'> & { readonly signal: AbortSignal },
  ): Promise<Wanted> => {
    const facts = await gpu();
    if (facts === null) throw new ReadroomError('engine/no-webgpu');
    const kept = await keepBestLibrary(libraries, model.manifest, facts, signal);
    if ('code' in kept) throw new ReadroomError(kept.code, kept.detail);
    const knownAnswer =
      model.manifest.knownAnswer ??
      (await options.knownAnswer(model, {
        signal,
        onProgress: (bytes) => onProgress?.({ phase: 'check', ...bytes }),
      }));
    logger.info('engine/load-started', { bytes: model.manifest.totalBytes });
    return { model, facts, kept, knownAnswer, probe: { ...available(facts), compute: kept.library.compute } };
  };

  /** Stops whatever belongs to the model so far. Does not wait for the GPU: the worker is simply ended. */
  const begin = async (next: AbortController): Promise<void> => {
    era.abort();
    era = next;
    recovering = null;
    recovery.reset();
    const interrupted = turns.interrupt();
    close();
    await interrupted;
  };

  /** The session in use, or the one that replaces a lost one; null when the signal fires before. */
  const ready = async (signal: AbortSignal): Promise<Loaded | null> => {
    if (loaded) return loaded;
    if (!recovering) throw new ReadroomError('engine/not-loaded');
    return await untilAborted(recovering, signal).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
  };

  return {
    kind: 'webgpu',
    facts: gpu,
    async probe() {
      const facts = await gpu();
      if (facts === null) return unavailable('engine/no-webgpu', null);
      return facts.software ? unavailable('engine/software-gpu', facts) : available(facts);
    },
    async load(model, { signal: outer, onProgress } = {}) {
      const mine = new AbortController();
      const signal = outer ? AbortSignal.any([outer, mine.signal]) : mine.signal;
      await begin(mine);
      try {
        signal.throwIfAborted();
        const wanted = await prepare(model, { signal, ...(onProgress && { onProgress }) });
        const open = (): Promise<Loaded> =>
          openSession(wanted, { signal, ...(onProgress && { onProgress }) });
        const fresh = await open().catch((error: unknown) => {
          if (codeOf(error) !== 'engine/device-lost') throw error;
          return recovery.run(open, signal);
        });
        if (signal.aborted) {
          fresh.session.close();
          signal.throwIfAborted();
        }
        use(fresh, wanted, mine.signal);
        return { ...wanted.probe, check: fresh.session.check };
      } catch (error) {
        if (!isAbort(error)) logger.error('engine/load-failed', { code: codeOf(error) });
        throw error;
      }
    },
    generate: (request) =>
      turns.stream(request.signal, (signal, emit) =>
        runDraft({ request, signal, emit, clock, ready, hung: (session) => replace(session), failed }),
      ),
    interrupt: () => turns.interrupt(),
    async unload() {
      await begin(new AbortController());
      logger.info('engine/unloaded');
    },
    async loseDevice(moment) {
      if (moment.at === 'upload' || loaded === null) pendingLoss = moment;
      else await loaded.session.loseDevice(moment);
    },
  };
}

function available(facts: GpuFacts): EngineProbe {
  return {
    kind: 'webgpu',
    available: true,
    reason: null,
    threads: null,
    compute: null,
    device: facts.description,
    note: null,
  };
}

function unavailable(code: 'engine/no-webgpu' | 'engine/software-gpu', facts: GpuFacts | null): EngineProbe {
  return {
    kind: 'webgpu',
    available: false,
    reason: SENTENCES[code],
    threads: null,
    compute: null,
    device: facts?.description ?? null,
    note: null,
  };
}

function codeOf(error: unknown): ErrorCode | null {
  return error instanceof ReadroomError ? error.code : null;
}
