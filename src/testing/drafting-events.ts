import type { DraftingEvent } from '../domain/drafting/drafting-events.ts';
import { createDraftingState, type DraftingState } from '../domain/drafting/drafting-state.ts';
import { transition } from '../domain/drafting/transition.ts';

export const MODEL = { id: 'm', manifestSha256: 'a'.repeat(64) };
export const USAGE = {
  prefilled: 1,
  reused: 2,
  proposed: 4,
  verified: 3,
  decoded: 3,
  timeToFirstTokenMs: 4,
  prefillMs: 5,
  decodeMs: 6,
};
export const ID = '7f9c24e8-3b12-4fef-91e0-56a2d5a1b0c3';

export function play(
  events: readonly DraftingEvent[],
  from: DraftingState = createDraftingState(),
): DraftingState {
  return events.reduce((state, event) => transition(state, event).state, from);
}

export const ready: DraftingEvent = { type: 'model-changed', model: MODEL };
export const findings = (text: string): DraftingEvent => ({ type: 'findings-edited', text });
export const edit = (text: string): DraftingEvent => ({ type: 'impression-edited', text });
export const words = (text: string, runId = 1): DraftingEvent => ({ type: 'run-text', runId, text });
export const end = (runId = 1, finish: 'stop' | 'length' | 'interrupted' = 'stop'): DraftingEvent => ({
  type: 'run-ended',
  runId,
  finish,
  usage: USAGE,
});
export const pause: DraftingEvent = { type: 'pause-elapsed' };
export const drafted = [
  ready,
  findings('Clear lungs.'),
  pause,
  words(' No acute '),
  words('disease. '),
  end(),
];
