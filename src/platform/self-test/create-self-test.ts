import { CHANNELS, channelOf, type ChannelId, type Place } from '../../domain/privacy/channels.ts';
import {
  SELF_TEST_LIMIT_MS,
  type ChannelResult,
  type SelfTestReport,
} from '../../domain/privacy/self-test.ts';
import { judge } from '../../domain/privacy/verdict.ts';
import { isAbort } from '../../domain/errors/readroom-error.ts';
import type { Clock } from '../clock/clock.ts';
import { runInPage } from './run-in-page.ts';
import type { Observed } from './run-probes.ts';
import type { OtherPlace, SelfTest } from './self-test-port.ts';

export interface SelfTestParts {
  readonly clock: Clock;
  readonly ownHost: string;
  /** Random, and new for each run: whoever watches the decoy recognises the run by it. */
  readonly createCanary: () => string;
  readonly others: readonly OtherPlace[];
  /** The page's own probes; real ones unless a test gives others. */
  readonly inPage?: (options: Parameters<OtherPlace['run']>[0]) => Promise<void>;
}

const NO_API = 'This browser has no such thing there.';
const WHY_MISSING: Readonly<Record<SelfTestReport['ended'], string>> = {
  complete: 'It did not say how it ended.',
  cancelled: 'The test was cancelled before.',
  'time-over': 'The time was over before.',
};

export function createSelfTest(parts: SelfTestParts): SelfTest {
  const { clock, ownHost, createCanary, others } = parts;
  const inPage = parts.inPage ?? ((options) => runInPage({ ...options, clock }));
  return {
    ownHost,
    async run({ decoy, signal, onResult }) {
      const startedAt = clock.now();
      const limit = new AbortController();
      const cancelLimit = clock.after(SELF_TEST_LIMIT_MS, () => limit.abort());
      const either = AbortSignal.any([signal, limit.signal]);
      const results = new Map<string, ChannelResult>();
      const add = (result: ChannelResult): void => {
        results.set(keyOf(result.channel, result.place), result);
        onResult?.(result);
      };
      const optionsFor = (place: Place): Parameters<OtherPlace['run']>[0] => ({
        base: `${decoy}/${createCanary()}`,
        signal: either,
        onObserved: (observed) => add(resultOf(observed, place)),
      });
      const absent = new Map<Place, string>();
      const runs = [
        inPage(optionsFor('page')),
        ...others.map(async (other) => {
          const why = await other.run(optionsFor(other.place));
          if (why !== null) absent.set(other.place, why);
        }),
      ];
      const ends = await Promise.allSettled(runs);
      cancelLimit();
      const broken = ends.find((end) => end.status === 'rejected' && !isAbort(end.reason));
      // A fault of ours, and no outcome of a channel.
      if (broken?.status === 'rejected') throw broken.reason;
      const ended = signal.aborted ? 'cancelled' : limit.signal.aborted ? 'time-over' : 'complete';
      const endedAt = clock.now();
      return {
        decoy,
        startedAt,
        endedAt,
        ended,
        results: CHANNELS.flatMap(({ id, places, notTried }) =>
          places.map((place) => {
            const known = results.get(keyOf(id, place));
            if (known !== undefined) return known;
            const why = notTried ?? absent.get(place) ?? WHY_MISSING[ended];
            return { channel: id, place, verdict: { kind: 'untried', why }, at: endedAt, ms: 0 };
          }),
        ),
      };
    },
  };
}

function resultOf({ channel, observation, at, ms }: Observed, place: Place): ChannelResult {
  const verdict =
    observation === null
      ? ({ kind: 'untried', why: NO_API } as const)
      : judge(channelOf(channel), observation);
  return { channel, place, verdict, at, ms: Math.round(ms) };
}

function keyOf(channel: ChannelId, place: Place): string {
  return `${place} ${channel}`;
}
