import type { Channel } from './channels.ts';

/** What one try of a channel showed to the place that made it. */
export interface Observation {
  /** Something of the decoy's came back: a response, an open connection, a response time. */
  readonly answered: boolean;
  /** What the browser, unasked, named as having stopped it, such as `connect-src`; enforced rules only. */
  readonly rules: readonly string[];
  /** It ended with an error that names no cause. */
  readonly failed: boolean;
}

/** `untried`: not made at all, whatever the reason. */
export type Verdict =
  | { readonly kind: 'blocked'; readonly rule: string }
  | { readonly kind: 'leaked'; readonly why: string }
  /** It did not get an answer, and nothing tells what stopped it: a rule, or only that the decoy does not exist. */
  | { readonly kind: 'unseen'; readonly why: string }
  | { readonly kind: 'untried'; readonly why: string };

const NO_CAUSE = 'It failed, but what stopped it cannot be seen: a rule, or only that nobody answers there.';
const NO_RULE = 'No rule spoke up and no answer came: it may have gone out unseen.';
const NO_WAY = 'The browser tells a page nothing of it.';

/**
 * IMPORTANT: silence is no proof. A try counts as blocked only where the browser named the rule, and as leaked as soon as
 * anything came back, whatever else was named: a rule that only reports does not stop anything.
 */
export function judge(channel: Channel, { answered, rules, failed }: Observation): Verdict {
  if (answered) return { kind: 'leaked', why: 'The decoy answered.' };
  const [rule] = rules;
  if (rule !== undefined) return { kind: 'blocked', rule: [...new Set(rules)].join(', ') };
  if (failed) return { kind: 'unseen', why: NO_CAUSE };
  return { kind: 'unseen', why: channel.tells === 'nothing' ? NO_WAY : NO_RULE };
}
