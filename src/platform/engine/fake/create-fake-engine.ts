import type { ErrorCode } from '../../../domain/errors/catalog.ts';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { Clock } from '../../clock/clock.ts';
import { commonPrefixLength } from '../common-prefix.ts';
import type { EngineProbe, GenerateRequest, ImpressionEngine, KnownAnswerOutcome } from '../engine-port.ts';
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
  /** Takes the previous text for a proposal, as the WebGPU engine does. */
  readonly verifies?: boolean;
}

/** A failure that the next call of its kind meets, once; several are met in their order. */
export type FakeFailure =
  | { readonly at: 'load'; readonly code: ErrorCode }
  /** Throws after `afterTokens` pieces of text. */
  | { readonly at: 'generate'; readonly code: ErrorCode; readonly afterTokens: number };

export interface FakeEngine extends ImpressionEngine {
  failNext(failure: FakeFailure): void;
  /** How the known-answer test of the next load comes out. */
  checkNext(outcome: KnownAnswerOutcome): void;
  /** Forgets the failures that have not come yet. */
  forgetFailures(): void;
  /** Every request that started, oldest first. */
  readonly requests: readonly GenerateRequest[];
  readonly loaded: boolean;
  /** Most generations that ever ran at once: the port promises 1. */
  readonly mostAtOnce: number;
}

const LOAD_STEPS = 4;

/** A deterministic engine for tests: same port, same rules on superseding, scripted text, no model. */
export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  const { clock, script, loadMs = 0, prefillMsPerToken = 0, msPerToken = 0, verifies = false } = options;
  const turns = createTurns();
  const requests: GenerateRequest[] = [];
  let failures: FakeFailure[] = [];
  let check: KnownAnswerOutcome | null = null;
  let loaded = false;
  let running = 0;
  let mostAtOnce = 0;
  let cache: readonly number[] = [];
  let lastWords: readonly string[] = [];
  const probe: EngineProbe = {
    kind: 'cpu',
    available: true,
    reason: null,
    threads: options.probe?.kind === 'webgpu' ? null : 1,
    compute: null,
    device: null,
    note: null,
    ...options.probe,
  };

  const takeFailure = <K extends FakeFailure['at']>(at: K): Extract<FakeFailure, { at: K }> | null => {
    const taken = failures.find((failure): failure is Extract<FakeFailure, { at: K }> => failure.at === at);
    failures = failures.filter((failure) => failure !== taken);
    return taken ?? null;
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
    const proposed = verifies ? lastWords.length : 0;
    const verified = verifies ? commonLength(lastWords, words) : 0;
    let written = 0;
    let firstAt = start;
    let finish: DoneEvent['finish'] = 'stop';
    try {
      await clock.sleep(prefilled * prefillMsPerToken, signal);
      cache = [...request.promptTokens];
      firstAt = clock.monotonic();
      for (const word of words) {
        if (written === request.maxNewTokens) {
          finish = 'length';
          break;
        }
        if (planned?.afterTokens === written) throw new ReadroomError(planned.code);
        if (written >= verified) await clock.sleep(msPerToken, signal);
        if (written === 0) firstAt = clock.monotonic();
        written += 1;
        emit(word);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      finish = 'interrupted';
    }
    if (planned && finish !== 'interrupted') throw new ReadroomError(planned.code);
    lastWords = words.slice(0, written);
    return {
      type: 'done',
      finish,
      usage: {
        prefilled,
        reused,
        proposed,
        verified: Math.min(verified, written),
        decoded: Math.max(0, written - verified),
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
      await turns.interrupt();
      loaded = false;
      const totalBytes = model.manifest.totalBytes;
      for (let step = 1; step <= LOAD_STEPS; step++) {
        await clock.sleep(loadMs / LOAD_STEPS, loadOptions.signal);
        const doneBytes = Math.round((totalBytes * step) / LOAD_STEPS);
        loadOptions.onProgress?.({ phase: 'upload', doneBytes, totalBytes });
      }
      if (planned) throw new ReadroomError(planned.code);
      loaded = true;
      cache = [];
      lastWords = [];
      const outcome = check;
      check = null;
      return {
        ...probe,
        threads: loadOptions.threads ?? probe.threads,
        ...(outcome !== null && { check: outcome }),
      };
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
      failures.push(next);
    },
    checkNext(outcome) {
      check = outcome;
    },
    forgetFailures() {
      failures = [];
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

function commonLength(a: readonly string[], b: readonly string[]): number {
  const end = b.findIndex((word, index) => a[index] !== word);
  return end === -1 ? b.length : end;
}
