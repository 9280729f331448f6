import { asReadroomError } from '../../../domain/errors/as-readroom-error.ts';
import { SENTENCES, type ErrorCode } from '../../../domain/errors/catalog.ts';
import { isAbort, ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { EngineChoice } from '../../../domain/settings/settings.ts';
import type { Logger } from '../../logger/logger.ts';
import type { EngineModel, EngineProbe, ImpressionEngine, LoadOptions } from '../engine-port.ts';
import { createTurns } from '../turns.ts';
import type { AdaptiveEngine, EngineMove } from './adaptive-engine-port.ts';
import { isGivenUp, mayFallBack } from './fallback-rules.ts';
import { relayRun } from './relay-run.ts';
import { createSingleLoad } from './single-load.ts';

export interface AdaptiveEngineOptions {
  readonly webgpu: ImpressionEngine;
  readonly cpu: ImpressionEngine;
  readonly logger: Logger;
}

interface Wanted {
  readonly model: EngineModel;
  readonly threads: number | undefined;
}

interface PendingMove {
  readonly code: ErrorCode;
  readonly what: Wanted;
}

/** Drafts on the graphics card where that works and on the processor where it does not, and says why. */
export function createAdaptiveEngine(options: AdaptiveEngineOptions): AdaptiveEngine {
  const { webgpu, cpu, logger } = options;
  const turns = createTurns();
  const loads = createSingleLoad();
  const listeners = new Set<(move: EngineMove) => void>();
  /** The engine that holds the model. */
  let active: ImpressionEngine | null = null;
  let wanted: Wanted | null = null;
  /** The graphics card gave up and the processor has not taken over yet. */
  let pendingMove: PendingMove | null = null;

  const announce = (move: EngineMove): void => {
    for (const listener of listeners) listener(move);
  };

  /** Loads on one engine after the other one has given its memory back. */
  const loadOn = async (
    engine: ImpressionEngine,
    { model, threads }: Wanted,
    loadOptions: LoadOptions & { readonly signal: AbortSignal },
    note: string | null = null,
  ): Promise<EngineProbe> => {
    const { signal, onProgress } = loadOptions;
    active = null;
    await (engine === webgpu ? cpu : webgpu).unload();
    signal.throwIfAborted();
    const probe = await engine.load(model, {
      signal,
      ...(onProgress && { onProgress }),
      ...(threads !== undefined && { threads }),
    });
    if (signal.aborted) {
      await engine.unload();
      signal.throwIfAborted();
    }
    active = engine;
    return { ...probe, note: note ?? probe.note };
  };

  const moveToCpu = async (
    code: ErrorCode,
    what: Wanted,
    loadOptions: LoadOptions & { readonly signal: AbortSignal },
  ): Promise<EngineProbe> => {
    logger.warn('engine/moved-to-cpu', { code });
    announce({ code, probe: null, failure: null });
    try {
      const probe = await loadOn(cpu, what, loadOptions, SENTENCES[code]);
      announce({ code, probe, failure: null });
      return probe;
    } catch (error) {
      // A move that was overtaken has nothing to tell: what overtook it does.
      if (!loadOptions.signal.aborted && !isAbort(error)) {
        announce({ code, probe: null, failure: asReadroomError(error) });
      }
      throw error;
    }
  };

  const whyNotWebGpu = async (): Promise<string | null> => {
    const found = await webgpu.probe().catch((error: unknown) => asReadroomError(error));
    if (found instanceof ReadroomError) return found.sentence;
    return found.available ? null : (found.reason ?? SENTENCES['engine/unavailable']);
  };

  const loadBy = async (
    choice: EngineChoice,
    what: Wanted,
    loadOptions: LoadOptions & { readonly signal: AbortSignal },
  ): Promise<EngineProbe> => {
    if (choice === 'cpu') return loadOn(cpu, what, loadOptions);
    if (choice === 'auto') {
      const reason = await whyNotWebGpu();
      if (reason !== null) return loadOn(cpu, what, loadOptions, reason);
    }
    try {
      return await loadOn(webgpu, what, loadOptions);
    } catch (error) {
      if (loadOptions.signal.aborted || isAbort(error)) throw error;
      const { code } = asReadroomError(error);
      if (!mayFallBack(choice, code)) throw error;
      return moveToCpu(code, what, loadOptions);
    }
  };

  const move = (pending: PendingMove): Promise<EngineProbe> => {
    pendingMove = pending;
    return loads.begin(undefined, async (signal) => {
      const probe = await moveToCpu(pending.code, pending.what, { signal });
      pendingMove = null;
      return probe;
    });
  };

  /** The engine for the next draft; a load under way is waited for, and a failed move is tried again. */
  const ready = async (): Promise<ImpressionEngine> => {
    await loads.underWay();
    if (active === null && pendingMove !== null) await move(pendingMove);
    if (active === null) throw new ReadroomError('engine/not-loaded');
    return active;
  };

  return {
    get kind() {
      return active?.kind ?? 'cpu';
    },
    async probe() {
      const found = await webgpu.probe();
      return found.available ? found : { ...(await cpu.probe()), note: found.reason };
    },
    async probeAll() {
      const [gpuProbe, cpuProbe] = await Promise.all([webgpu.probe(), cpu.probe()]);
      return { webgpu: gpuProbe, cpu: cpuProbe };
    },
    load(model, loadOptions = {}) {
      return loads.begin(loadOptions.signal, async (signal) => {
        wanted = null;
        pendingMove = null;
        await turns.interrupt();
        signal.throwIfAborted();
        const what = { model, threads: loadOptions.threads };
        const probe = await loadBy(loadOptions.engine ?? 'auto', what, { ...loadOptions, signal });
        wanted = what;
        return probe;
      });
    },
    generate: (request) =>
      turns.stream(request.signal, (signal, emit) =>
        relayRun({
          request,
          signal,
          emit,
          ready,
          moveAfter(engine, error) {
            const what = wanted;
            // IMPORTANT: a load that a person asked for in the meantime must not be stopped by this one.
            const free = loads.isIdle() && !signal.aborted;
            if (engine !== webgpu || active !== webgpu || what === null || !free) return null;
            const { code } = asReadroomError(error);
            return isGivenUp(code) ? move({ code, what }) : null;
          },
        }),
      ),
    interrupt: () => turns.interrupt(),
    async unload() {
      // As a load of nothing, so that the next one begins when all memory has been given back.
      const unloading = loads.begin(undefined, async () => {
        wanted = null;
        pendingMove = null;
        await turns.interrupt();
        active = null;
        await webgpu.unload();
        await cpu.unload();
      });
      await unloading.catch((error: unknown) => {
        if (!isAbort(error)) throw error;
      });
    },
    watch(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
