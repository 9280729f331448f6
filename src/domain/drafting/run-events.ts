import type { TransferredError } from '../errors/readroom-error.ts';
import type { DraftOutcome, ExampleSource } from '../report/report.ts';
import { isPersons, type Draft, type DraftingState, type DraftUsage, type Run } from './drafting-state.ts';
import { move, startOrQueue, type Move } from './moves.ts';

/** The prompt is made: from now on it is known which earlier reports are in it. */
export function runPrepared(state: DraftingState, runId: number, examples: readonly ExampleSource[]): Move {
  return state.run?.id === runId ? move({ ...state, run: { ...state.run, examples } }) : move(state);
}

/** The model reads this run's findings in their mirror image. */
export function runExchanged(state: DraftingState, runId: number): Move {
  return state.run?.id === runId ? move({ ...state, run: { ...state.run, exchanged: true } }) : move(state);
}

/** Text of a run that was told to stop comes too late and is dropped. */
export function runText(state: DraftingState, runId: number, text: string): Move {
  const { run } = state;
  if (run?.id !== runId || run.ending !== 'no') return move(state);
  const longer: Run = { ...run, text: run.text + text };
  const next: DraftingState = { ...state, run: longer };
  return move(longer.text.trim() === '' ? next : show(next, longer, 'streaming'));
}

/** Puts a run's text where it belongs: in place of an earlier draft, or beside a person's words. */
function show(state: DraftingState, run: Run, outcome: DraftOutcome): DraftingState {
  const text = outcome === 'streaming' ? run.text.trimStart() : run.text.trim();
  const { findings, findingsRevision, model, examples, exchanged } = run;
  const draft: Draft = { text, outcome, model, findings, findingsRevision, examples, exchanged };
  if (isPersons(state.impression)) {
    // An offer that says what already stands there would only be noise.
    const same = outcome === 'complete' && text === state.impression.text.trim();
    return { ...state, offer: same ? null : draft };
  }
  return { ...state, impression: { text, author: 'model', draft } };
}

export function runEnded(
  state: DraftingState,
  runId: number,
  finish: 'stop' | 'length' | 'interrupted',
  usage: DraftUsage,
): Move {
  const { run } = state;
  if (run?.id !== runId) return move(state);
  const ended: DraftingState = { ...state, run: null };
  if (run.ending !== 'no') return startQueued(ended);
  const outcome = finish === 'stop' ? 'complete' : finish === 'length' ? 'incomplete' : 'stopped';
  const settled: DraftingState = { ...ended, usage, settledFindings: run.findings };
  if (run.text.trim() !== '') return startQueued(show(settled, run, outcome));
  const silent: TransferredError = { code: 'draft/empty', detail: '' };
  return startQueued(finish === 'interrupted' ? settled : { ...settled, error: silent });
}

/** A failure keeps whatever was written, marked incomplete, and is not repeated until something changes. */
export function runFailed(state: DraftingState, runId: number, error: TransferredError): Move {
  const { run } = state;
  if (run?.id !== runId) return move(state);
  const ended: DraftingState = { ...state, run: null };
  if (run.ending !== 'no') return startQueued(ended);
  const settled: DraftingState = { ...ended, error, settledFindings: run.findings };
  return startQueued(run.text.trim() === '' ? settled : show(settled, run, 'incomplete'));
}

function startQueued(state: DraftingState): Move {
  return state.startNext ? startOrQueue(move({ ...state, startNext: false })) : move(state);
}
