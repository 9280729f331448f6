import type { Clock } from '../clock/clock.ts';
import { watchAnswers } from './answer-watch.ts';
import { ELEMENT_PROBES } from './element-probes.ts';
import { FRAME_PROBES } from './frame-probes.ts';
import { HINT_PROBES } from './hint-probes.ts';
import { openRoom, pageTarget, type PageTarget } from './page-target.ts';
import { PEER_PROBES } from './peer-probes.ts';
import type { Probe } from './probe.ts';
import { schemeOf, tableOrder } from './probe-order.ts';
import { REQUEST_PROBES } from './request-probes.ts';
import { watchRules } from './rule-watch.ts';
import { runProbes } from './run-probes.ts';
import type { OtherPlace } from './self-test-port.ts';
import { BLOB_WORKER_PROBES, FOREIGN_WORKER_PROBE } from './worker-probes.ts';

const PAGE_PROBES: readonly Probe<PageTarget>[] = [
  ...REQUEST_PROBES,
  ...ELEMENT_PROBES,
  ...HINT_PROBES,
  ...FRAME_PROBES,
  FOREIGN_WORKER_PROBE,
  ...BLOB_WORKER_PROBES,
  ...PEER_PROBES,
];

/** @throws AbortError */
export async function runInPage({
  base,
  signal,
  onObserved,
  clock,
  page = document,
}: Parameters<OtherPlace['run']>[0] & {
  readonly clock: Clock;
  readonly page?: Document;
}): Promise<void> {
  const rules = watchRules(page);
  const answers = watchAnswers();
  const room = openRoom(page);
  try {
    await runProbes({
      probes: tableOrder(PAGE_PROBES),
      base,
      scheme: schemeOf(location),
      clock,
      rules,
      answers,
      signal,
      extend: (target) => pageTarget(target, { page, room, rules, answers }),
      onObserved,
    });
  } finally {
    room.remove();
    rules.end();
    answers.end();
  }
}
