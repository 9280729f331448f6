import type { ErrorCode } from '../../../domain/errors/catalog.ts';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { Clock } from '../../clock/clock.ts';
import { commonPrefixLength } from '../common-prefix.ts';
import type { EngineProbe, GenerateRequest, ImpressionEngine } from '../engine-port.ts';
import { createTurns, type DoneEvent } from '../turns.ts';

export interface FakeEngineOptions {
  readonly clock: Clock;
  /** The text that the engine "writes" for a prompt; each word with its blank is one token. */
  readonly script: (request: GenerateRequest) => string;
  readonly probe?: Partial<EngineProbe>;
  /** Pacing by the injected clock, ms; 0 by default. */
  readonly loadMs?: number;
  readonly prefillMsPerToken?: number;
  readonly msPerToken?: number;
}

/** A failure that the next call of its kind meets, once. */
export type FakeFailure =
  | { readonly at: 'load'; readonly code: ErrorCode }
  /** Throws after `afterTokens` pieces of text. */
  | { readonly at: 'generate'; readonly code: ErrorCode; readonly afterTokens: number };

export interface FakeEngine extends ImpressionEngine {
  failNext(failure: FakeFailure): void;
  /** Every request that started, oldest first. */
  readonly requests: readonly GenerateRequest[];
  readonly loaded: boolean;
  /** Most generations that ever ran at once: the port promises 1. */
  readonly mostAtOnce: number;
}

const LOAD_STEPS = 4;

/** A deterministic engine for tests: same port, same rules on superseding, scripted text, no model. */
export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  const { clock, script, loadMs = 0, prefillMsPerToken = 0, msPerToken = 0 } = options;
  const turns = createTurns();
  const requests: GenerateRequest[] = [];
  let failure: FakeFailure | null = null;
  let loaded = false;
  let running = 0;
  let mostAtOnce = 0;
  let cache: readonly number[] = [];
  const probe: EngineProbe = { kind: 'cpu', available: true, reason: null, threads: 1, ...options.probe };

  const takeFailure = <K extends FakeFailure['at']>(at: K): Extract<FakeFailure, { at: K }> | null => {
    if (failure?.at !== at) return null;
    const taken = failure as Extract<FakeFailure, { at: K }>;
    failure = null;
    return taken;
  };

  const write = async (
    request: GenerateRequest,
    signal: AbortSignal,
    emit: (text: string) => void,
  ): Promise<DoneEvent> => {
    if (!loaded) throw new ReadroomError('engine/not-loaded');
    const planned = takeFailure('generate');
    const start = clock.monotonic();
    const reused = commonPrefixLength(cache, request.promptTokens.slice(0, -1));
    const prefilled = request.promptTokens.length - reused;
    const words = script(request).match(/\s*\S+\s*$|\s*\S+/g) ?? [];
    let decoded = 0;
    let firstAt = start;
    let finish: DoneEvent['finish'] = 'stop';
    try {
      await clock.sleep(prefilled * prefillMsPerToken, signal);
      cache = [...request.promptTokens];
      firstAt = clock.monotonic();
      for (const word of words) {
        if (decoded === request.maxNewTokens) {
          finish = 'length';
          break;
        }
        if (planned?.afterTokens === decoded) throw new ReadroomError(planned.code);
        await clock.sleep(msPerToken, signal);
        if (decoded === 0) firstAt = clock.monotonic();
        decoded += 1;
        emit(word);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      finish = 'interrupted';
    }
    if (planned && finish !== 'interrupted') throw new ReadroomError(planned.code);
    return {
      type: 'done',
      finish,
      usage: {
        prefilled,
        reused,
        decoded,
        timeToFirstTokenMs: firstAt - start,
        prefillMs: prefilled * prefillMsPerToken,
        decodeMs: clock.monotonic() - firstAt,
      },
    };
  };

  return {
    kind: probe.kind,
    probe: () => Promise.resolve(probe),
    async load(model, loadOptions = {}) {
      const planned = takeFailure('load');
      const totalBytes = model.manifest.totalBytes;
      for (let step = 1; step <= LOAD_STEPS; step++) {
        await clock.sleep(loadMs / LOAD_STEPS, loadOptions.signal);
        const doneBytes = Math.round((totalBytes * step) / LOAD_STEPS);
        loadOptions.onProgress?.({ phase: 'upload', doneBytes, totalBytes });
      }
      if (planned) throw new ReadroomError(planned.code);
      loaded = true;
      cache = [];
      return { ...probe, threads: loadOptions.threads ?? probe.threads };
    },
    generate: (request) =>
      turns.stream(request.signal, async (signal, emit) => {
        requests.push(request);
        running += 1;
        mostAtOnce = Math.max(mostAtOnce, running);
        try {
          return await write(request, signal, emit);
        } finally {
          running -= 1;
        }
      }),
    interrupt: () => turns.interrupt(),
    async unload() {
      await turns.interrupt();
      loaded = false;
      cache = [];
    },
    failNext(next) {
      failure = next;
    },
    requests,
    get loaded() {
      return loaded;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
  };
}
