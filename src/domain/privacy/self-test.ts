import { channelOf, type ChannelId, type Place } from './channels.ts';
import type { Verdict } from './verdict.ts';

/** One channel, tried from one place. */
export interface ChannelResult {
  readonly channel: ChannelId;
  readonly place: Place;
  readonly verdict: Verdict;
  /** ms since the epoch, by the workstation's clock. */
  readonly at: number;
  /** How long it took until that was known, ms. */
  readonly ms: number;
}

export interface SelfTestReport {
  /** Host of the decoy, with its port where it has one. */
  readonly decoy: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** `cancelled`: by a person; `time-over`: after `SELF_TEST_LIMIT_MS`. */
  readonly ended: 'complete' | 'cancelled' | 'time-over';
  /** Of every channel and place, in the order of the table. */
  readonly results: readonly ChannelResult[];
}

/** All of it takes some five seconds; longer means that a browser hangs in one of them. */
export const SELF_TEST_LIMIT_MS = 30_000;

export interface SelfTestCount {
  readonly blocked: number;
  readonly leaked: number;
  readonly unseen: number;
  /** Of those, the ones of which the browser tells when a rule stops them: none may have. */
  readonly silent: number;
  readonly untried: number;
}

export function countVerdicts(results: readonly Pick<ChannelResult, 'channel' | 'verdict'>[]): SelfTestCount {
  const count = { blocked: 0, leaked: 0, unseen: 0, silent: 0, untried: 0 };
  for (const { channel, verdict } of results) {
    count[verdict.kind]++;
    if (verdict.kind === 'unseen' && channelOf(channel).tells === 'rule') count.silent++;
  }
  return count;
}

/** The outcome in one sentence; whoever reads only this must not be misled. */
export function describeCount({ blocked, leaked, unseen, silent, untried }: SelfTestCount): string {
  const observable = blocked + leaked;
  const doubt = silent === 0 ? '' : ` (of ${silent} of them the browser tells when a rule stops it)`;
  const rest = `${unseen} could not be seen from inside a page${doubt}, ${untried} were not tried.`;
  if (leaked > 0) return `${leaked} of ${observable} observable ways out leaked. ${rest}`;
  return blocked > 0
    ? `0 of ${observable} observable ways out leaked: the browser named the rule that stopped each. ${rest}`
    : `This shows nothing: no rule was named, and nothing came back. ${rest}`;
}

/** `tight` only where all was tried and a rule was named for everything of which a browser names one. */
export function outcomeOf({
  ended,
  results,
}: Pick<SelfTestReport, 'ended' | 'results'>): 'leaked' | 'open' | 'tight' {
  const { leaked, blocked, silent } = countVerdicts(results);
  if (leaked > 0) return 'leaked';
  return ended === 'complete' && blocked > 0 && silent === 0 ? 'tight' : 'open';
}

/**
 * How many ways out are known to leak after this run.
 *
 * IMPORTANT: silence takes nothing back, nor does a run that was broken off: only a whole one in which rules were named.
 * @param before what was known before it
 */
export function leaksAfter(before: number, report: Pick<SelfTestReport, 'ended' | 'results'>): number {
  if (outcomeOf(report) === 'tight') return 0;
  const { leaked } = countVerdicts(report.results);
  return report.ended === 'complete' && leaked > 0 ? leaked : Math.max(before, leaked);
}

const ENDED: Readonly<Record<SelfTestReport['ended'], string>> = {
  complete: '',
  cancelled: 'Cancelled. ',
  'time-over': `Stopped after ${SELF_TEST_LIMIT_MS / 1_000} seconds. `,
};

/** The count in words, with what ended the test before its time. */
export function describeReport({ ended, results }: Pick<SelfTestReport, 'ended' | 'results'>): string {
  return `${ENDED[ended]}${describeCount(countVerdicts(results))}`;
}
