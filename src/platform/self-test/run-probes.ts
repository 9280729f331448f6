import type { ChannelId } from '../../domain/privacy/channels.ts';
import { decoyUrl, isAbout } from '../../domain/privacy/decoy.ts';
import type { Observation } from '../../domain/privacy/verdict.ts';
import type { Clock } from '../clock/clock.ts';
import { SCRIPT_REFUSED } from '../net/trusted-types.ts';
import type { AnswerWatch } from './answer-watch.ts';
import type { Outcome, Probe, Target } from './probe.ts';
import type { RuleWatch } from './rule-watch.ts';
import { ruleInWorker } from './worker-probes.ts';

/** What a place saw of one channel; `observation` is null where the browser has no such API. */
export interface Observed {
  readonly channel: ChannelId;
  readonly observation: Observation | null;
  /** ms since the epoch. */
  readonly at: number;
  readonly ms: number;
}

export interface RunProbes<T extends Target> {
  readonly probes: readonly Probe<T>[];
  /** Host of the decoy and the canary behind a slash. */
  readonly base: string;
  /** `http` or `https`, as the page has it. */
  readonly scheme: string;
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'sleep'>;
  readonly rules: RuleWatch;
  readonly answers: AnswerWatch;
  readonly signal: AbortSignal;
  readonly extend: (target: Target) => T;
  readonly onObserved: (observed: Observed) => void;
}

/** Longest wait for a channel that neither ends nor is spoken of, ms. */
const PATIENCE_MS = 2_000;
/** A violation is told a turn or two after the error, ms. */
const AFTER_FAILURE_MS = 300;
/** A try that tells nothing of itself: an answer on this network or from this machine comes sooner, ms. */
const AFTER_SILENCE_MS = 1_200;
const LOOK_EVERY_MS = 20;

/**
 * Fires one probe after the other, since the browser names only the origin of some of what it stops.
 * @throws AbortError
 */
export async function runProbes<T extends Target>(run: RunProbes<T>): Promise<void> {
  for (const probe of run.probes) {
    run.signal.throwIfAborted();
    const at = run.clock.now();
    const from = run.clock.monotonic();
    const offered = probe.isOffered?.() ?? true;
    const observation = offered ? await observe(probe, run) : null;
    run.onObserved({ channel: probe.channel, observation, at, ms: run.clock.monotonic() - from });
  }
}

async function observe<T extends Target>(probe: Probe<T>, run: RunProbes<T>): Promise<Observation> {
  const { base, scheme, clock, rules, answers, signal } = run;
  const { channel, patienceMs = PATIENCE_MS } = probe;
  const over = new AbortController();
  const named: string[] = [];
  rules.onStopped = ({ rule, blocked }) => {
    const own = blocked === null ? isPeer(channel) : isAbout(blocked, base, channel);
    if (own) named.push(rule);
  };
  const target: Target = {
    url: decoyUrl(base, channel, scheme),
    host: base.split('/')[0] ?? base,
    in: (other) => decoyUrl(base, channel, other === 'https' ? 'https' : scheme === 'https' ? 'wss' : 'ws'),
    clock,
    signal: over.signal,
  };
  let outcome = null as Outcome | null;
  let until = clock.monotonic() + patienceMs;
  const end = (how: Outcome): void => {
    outcome = how;
    until = Math.min(until, clock.monotonic() + (how === 'silent' ? AFTER_SILENCE_MS : AFTER_FAILURE_MS));
  };
  void attempt(probe, run.extend(target)).then(({ how, refusedBy }) => {
    if (refusedBy !== null) named.push(refusedBy);
    end(how);
  });
  try {
    const answered = (): boolean => outcome === 'answered' || answers.has(target.url);
    while (!answered() && named.length === 0 && clock.monotonic() < until) {
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
    return { answered: answered(), rules: [...named], failed: outcome === 'failed' };
  } finally {
    over.abort();
  }
}

async function attempt<T extends Target>(
  probe: Probe<T>,
  target: T,
): Promise<{ readonly how: Outcome; readonly refusedBy: string | null }> {
  try {
    return { how: await probe.fire(target), refusedBy: null };
  } catch (error) {
    return { how: 'failed', refusedBy: refusalOf(probe.channel, error) };
  }
}

/** Two refusals throw instead of being reported; any other error names no cause. */
function refusalOf(channel: ChannelId, error: unknown): string | null {
  const inWorker = ruleInWorker(error);
  if (inWorker !== null) return inWorker;
  if (!(error instanceof Error)) return null;
  if (error.message.includes(SCRIPT_REFUSED)) return 'trusted-types';
  // No browser starts a worker from elsewhere; of other channels such an error may mean many things.
  return channel === 'foreign-worker' && error.name === 'SecurityError' ? 'same-origin policy' : null;
}

/** The allowlist's report names no address, only that it was a peer connection. */
function isPeer(channel: ChannelId): boolean {
  return channel === 'stun' || channel === 'turn';
}
