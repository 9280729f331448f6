import type { Place } from './channels.ts';
import type { Verdict } from './verdict.ts';

export const PLACE_NAMES: Readonly<Record<Place, string>> = {
  page: 'page',
  worker: 'worker',
  'service-worker': 'service worker',
};

/** In one line, with the rule or the reason. */
export function describeVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'blocked':
      return `Blocked by ${verdict.rule}`;
    case 'leaked':
      return `Leaked. ${verdict.why}`;
    case 'unseen':
      return `Not observable here. ${verdict.why}`;
    case 'untried':
      return `Not tried. ${verdict.why}`;
  }
}
