import type { DraftingEffect, DraftingStep } from './drafting-events.ts';
import { findingsKey, type Draft, type DraftingState, type Run } from './drafting-state.ts';

export type Move = DraftingStep<DraftingState>;

export function move(state: DraftingState, effects: readonly DraftingEffect[] = []): Move {
  return { state, effects };
}

/** Are there findings to draft from, and a model to do it? */
export function mayDraft(state: DraftingState): boolean {
  return state.model !== null && findingsKey(state.findings) !== '';
}

/** Would an automatic run tell anything new? */
function wantsRun(state: DraftingState): boolean {
  const key = findingsKey(state.findings);
  const underWay = state.run?.ending === 'no' && state.run.findings === key;
  return mayDraft(state) && state.settledFindings !== key && !underWay;
}

/** Waits for the next pause in the typing if a run is wanted, and for nothing otherwise. */
export function schedule(from: Move): Move {
  if (!wantsRun(from.state)) return cancelPause(from);
  return move({ ...from.state, waiting: true, startNext: false }, [
    ...from.effects,
    { type: 'wait-for-pause' },
  ]);
}

export function cancelPause(from: Move): Move {
  if (!from.state.waiting) return from;
  return move({ ...from.state, waiting: false }, [...from.effects, { type: 'cancel-pause' }]);
}

/** Tells the engine to stop. What the run has written stays, marked for what it is. */
export function endRun(from: Move, why: Exclude<Run['ending'], 'no'>): Move {
  const { run } = from.state;
  if (run === null) return from;
  if (run.ending !== 'no') return why === 'discarded' ? move(mark(from.state, run, why), from.effects) : from;
  const outcome = why === 'stopped' ? 'stopped' : 'superseded';
  const cut = (draft: Draft | null): Draft | null =>
    draft?.outcome === 'streaming' ? { ...draft, outcome } : draft;
  const state: DraftingState = {
    ...mark(from.state, run, why),
    impression: { ...from.state.impression, draft: cut(from.state.impression.draft) },
    offer: cut(from.state.offer),
  };
  return move(state, [...from.effects, { type: 'interrupt', runId: run.id }]);
}

function mark(state: DraftingState, run: Run, ending: Run['ending']): DraftingState {
  return { ...state, run: { ...run, ending } };
}

/** Ends what runs or waits, and asks for nothing more until the findings change. */
export function closeRun(from: Move): Move {
  const stopped = cancelPause(endRun(from, 'stopped'));
  const settledFindings = findingsKey(stopped.state.findings);
  return move({ ...stopped.state, startNext: false, settledFindings }, stopped.effects);
}

/** Starts a run, or has it start when the one that is ending has ended. */
export function startOrQueue(from: Move): Move {
  const { state } = from;
  if (!wantsRun(state) || state.model === null) return move({ ...state, startNext: false }, from.effects);
  if (state.run !== null) {
    const ended = endRun(from, 'superseded');
    return move({ ...ended.state, startNext: true }, ended.effects);
  }
  const run: Run = {
    id: state.nextRunId,
    findings: findingsKey(state.findings),
    findingsRevision: state.findingsRevision,
    model: state.model,
    text: '',
    examples: [],
    exchanged: false,
    ending: 'no',
  };
  return move({ ...state, run, startNext: false, error: null, nextRunId: run.id + 1 }, [
    ...from.effects,
    { type: 'generate', runId: run.id, findings: run.findings },
  ]);
}
