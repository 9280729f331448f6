import type { ChannelId } from '../../domain/privacy/channels.ts';
import type { Clock } from '../clock/clock.ts';

/** How one try ended by itself; whether a rule spoke up is watched beside it. `silent`: the API tells nothing. */
export type Outcome = 'answered' | 'failed' | 'silent';

/** What a try is aimed at: the decoy, at an address of this channel's own. */
export interface Target {
  /** The page's own scheme, so that no rule about mixed content stands in for the ones that are tested. */
  readonly url: string;
  /** Host of the decoy, with its port. */
  readonly host: string;
  /** The same address in another scheme. */
  in(scheme: 'socket' | 'https'): string;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Fires when the try is over: what still runs ends. */
  readonly signal: AbortSignal;
}

/** One way of trying one channel. */
export interface Probe<T extends Target = Target> {
  readonly channel: ChannelId;
  /** False where this browser has no such API. */
  readonly isOffered?: () => boolean;
  /** Longest wait for an outcome, ms; `PATIENCE_MS` unless told. */
  readonly patienceMs?: number;
  /** Fires the channel once. What it throws before anything is sent counts as a refusal or a failure. */
  readonly fire: (target: T) => Promise<Outcome>;
}

/** Resolves with the first of the two that happens to an element, a request or the like. */
export function firstOf(
  target: EventTarget,
  outcomes: Readonly<Record<string, Outcome>>,
  signal: AbortSignal,
): Promise<Outcome> {
  return new Promise((resolve) => {
    for (const [name, outcome] of Object.entries(outcomes)) {
      target.addEventListener(name, () => resolve(outcome), { once: true, signal });
    }
  });
}
