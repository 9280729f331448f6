import { CHANNELS, type Place } from '../../domain/privacy/channels.ts';
import type { Clock } from '../clock/clock.ts';
import { watchAnswers } from './answer-watch.ts';
import { schemeOf, tableOrder } from './probe-order.ts';
import { REQUEST_PROBES } from './request-probes.ts';
import { watchRules } from './rule-watch.ts';
import { runProbes } from './run-probes.ts';
import type { OtherPlace } from './self-test-port.ts';
import { FOREIGN_WORKER_PROBE } from './worker-probes.ts';

/** @throws AbortError */
export async function runInWorker({
  place,
  scope,
  base,
  signal,
  onObserved,
  clock,
}: Parameters<OtherPlace['run']>[0] & {
  readonly place: Place;
  readonly scope: EventTarget & { readonly location: { readonly protocol: string } };
  readonly clock: Clock;
}): Promise<void> {
  const rules = watchRules(scope);
  const answers = watchAnswers();
  const here = new Set(CHANNELS.filter(({ places }) => places.includes(place)).map(({ id }) => id));
  try {
    await runProbes({
      probes: tableOrder([...REQUEST_PROBES, FOREIGN_WORKER_PROBE]).filter(({ channel }) =>
        here.has(channel),
      ),
      base,
      scheme: schemeOf(scope.location),
      clock,
      rules,
      answers,
      signal,
      extend: (target) => target,
      onObserved,
    });
  } finally {
    rules.end();
    answers.end();
  }
}
