import { judgeEnforcement, type Enforcement } from '../../../domain/privacy/enforcement.ts';
import type { Clock } from '../../clock/clock.ts';
import type { OriginFetch } from '../../net/origin-fetch.ts';
import type { OwnPath } from '../../net/own-path.ts';
import { observeEnforcement } from './observe-enforcement.ts';

/** What the browser enforces of what keeps findings in; looked at once, when the app starts. */
export interface EnforcementCheck {
  /** Null while it is being looked at. */
  readonly current: () => Enforcement | null;
  readonly subscribe: (onChange: () => void) => () => void;
  readonly done: Promise<Enforcement>;
}

/** @param workerScript see `observeEnforcement` */
export function createEnforcementCheck(
  net: Pick<OriginFetch, 'get'>,
  clock: Pick<Clock, 'after'>,
  workerScript: OwnPath,
): EnforcementCheck {
  let current: Enforcement | null = null;
  const listeners = new Set<() => void>();
  const done = observeEnforcement(net, clock, workerScript).then((observed) => {
    current = judgeEnforcement(observed);
    for (const listener of listeners) listener();
    return current;
  });
  return {
    current: () => current,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => {
        listeners.delete(onChange);
      };
    },
    done,
  };
}
