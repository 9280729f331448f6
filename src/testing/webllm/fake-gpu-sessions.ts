import { deferred } from '../../domain/deferred.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { untilAborted } from '../../platform/engine/aborted.ts';
import type { FollowCost } from '../../platform/engine/follow/follow-cost.ts';
import type { FollowRequest } from '../../platform/engine/follow/follower.ts';
import type {
  GpuSession,
  GpuSessionOpener,
  OpenGpuSession,
} from '../../platform/engine/webllm/gpu-session.ts';
import type { LossMoment } from '../../platform/engine/webllm/loss-injection.ts';

export const FAKE_COST: FollowCost = {
  reused: 4,
  prefilled: 3,
  proposed: 2,
  verified: 1,
  decoded: 1,
  prefillMs: 5,
  decodeMs: 6,
};

/** What a session does with a request; `interrupted` fires when the engine wants it to end. */
export type FakeScript = (
  request: FollowRequest,
  onTokens: (tokens: readonly number[]) => void,
  interrupted: AbortSignal,
) => ReturnType<GpuSession['generate']>;

export interface FakeGpuSession extends GpuSession {
  readonly closed: boolean;
  readonly moments: readonly LossMoment[];
  /** Loses the device, as a driver does: at any time. */
  lose(): void;
}

export interface FakeGpuSessions {
  readonly open: GpuSessionOpener;
  readonly asked: readonly OpenGpuSession[];
  readonly sessions: readonly FakeGpuSession[];
  /** Sessions that are open now: the memory they take is the graphics card's. */
  readonly openNow: number;
  /** The next openings fail so, oldest first; `null` lets one succeed. */
  readonly failures: (Error | null)[];
  /** While set, opening waits for it. */
  gate: Promise<unknown> | null;
}

/** Sessions that act by script: the real ones need a GPU, and the journeys in e2e drive those. */
export function createFakeGpuSessions(script: FakeScript): FakeGpuSessions {
  const asked: OpenGpuSession[] = [];
  const sessions: FakeGpuSession[] = [];
  const failures: (Error | null)[] = [];

  const create = (): FakeGpuSession => {
    const { promise: lost, resolve } = deferred<null>();
    const { promise: dead, reject: kill } = deferred<never>();
    dead.catch(() => undefined);
    const moments: LossMoment[] = [];
    let running = new AbortController();
    let closed = false;
    return {
      // Token i is the letter of that place; ids 6 and 7 are the two bytes of é.
      tokens: {
        bytes: new Uint8Array([97, 98, 99, 100, 101, 102, 0xc3, 0xa9, 104]),
        offsets: Uint32Array.from({ length: 11 }, (_, id) => Math.min(id, 9)),
      },
      check: { compared: 3, agreed: 3, detail: 'webgpu, by script' },
      lost,
      moments,
      get closed() {
        return closed;
      },
      generate(request, onTokens) {
        running = new AbortController();
        return Promise.race([script(request, onTokens, running.signal), dead]);
      },
      interrupt: () => running.abort(),
      loseDevice(moment) {
        moments.push(moment);
        return Promise.resolve();
      },
      lose() {
        kill(new ReadroomError('engine/device-lost'));
        resolve(null);
      },
      close() {
        closed = true;
        kill(new ReadroomError('engine/crashed', 'closed'));
      },
    };
  };

  const fakes: FakeGpuSessions = {
    asked,
    sessions,
    failures,
    gate: null,
    get openNow() {
      return sessions.filter(({ closed }) => !closed).length;
    },
    async open(request, { signal, onProgress }) {
      asked.push(request);
      // A worker that is being opened is ended at once.
      await (signal ? untilAborted(Promise.resolve(fakes.gate), signal) : fakes.gate);
      const failure = failures.shift() ?? null;
      if (failure !== null) throw failure;
      onProgress?.({ phase: 'upload', doneBytes: 1, totalBytes: 1 });
      const session = create();
      sessions.push(session);
      return session;
    },
  };
  return fakes;
}
