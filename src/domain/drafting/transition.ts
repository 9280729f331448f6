import type { DraftingEvent, DraftingStep } from './drafting-events.ts';
import { findingsKey, isPersons, type DraftingState, type Impression } from './drafting-state.ts';
import { openReport } from './open-report.ts';
import { cancelPause, closeRun, endRun, mayDraft, move, schedule, startOrQueue, type Move } from './moves.ts';
import { runEnded, runExchanged, runFailed, runPrepared, runText } from './run-events.ts';
import { isAcceptable } from './standing.ts';

/**
 * One step of the drafting machine: pure, total, and the only place that decides whose words stay.
 *
 * IMPORTANT: an impression whose author is `person` or `accepted` changes only by `impression-edited`,
 * `accept-requested`, `accept-undone` and `opened`, all of them acts of the person.
 */
export function transition(state: DraftingState, event: DraftingEvent): DraftingStep<DraftingState> {
  switch (event.type) {
    case 'opened':
      return schedule(openReport(state, event.report));
    case 'findings-edited':
      return findingsEdited(state, event.text);
    case 'impression-edited':
      return impressionEdited(state, event.text);
    case 'pause-elapsed':
      return state.waiting ? startOrQueue(move({ ...state, waiting: false })) : move(state);
    case 'model-changed':
      return event.model === null
        ? cancelPause(endRun(move({ ...state, model: null, startNext: false }), 'superseded'))
        : schedule(move({ ...state, model: event.model }));
    case 'run-prepared':
      return runPrepared(state, event.runId, event.examples);
    case 'run-exchanged':
      return runExchanged(state, event.runId);
    case 'run-text':
      return runText(state, event.runId, event.text);
    case 'run-ended':
      return runEnded(state, event.runId, event.finish, event.usage);
    case 'run-failed':
      return runFailed(state, event.runId, event.error);
    case 'stop-requested':
      return stopRequested(state);
    case 'regenerate-requested':
      return regenerateRequested(state);
    case 'accept-requested':
      return acceptRequested(state);
    case 'offer-dismissed':
      return closeRun(move({ ...state, offer: null }));
    case 'accept-undone':
      return acceptUndone(state);
  }
}

function findingsEdited(state: DraftingState, text: string): Move {
  if (text === state.findings) return move(state);
  const key = findingsKey(text);
  if (key === findingsKey(state.findings)) return schedule(move({ ...state, findings: text }));
  const edited: DraftingState = {
    ...state,
    findings: text,
    findingsRevision: state.findingsRevision + 1,
    startNext: false,
    error: null,
  };
  return schedule(
    edited.run !== null && edited.run.findings !== key ? endRun(move(edited), 'superseded') : move(edited),
  );
}

/** Whoever types the impression owns it, and asks for no draft of the same findings. */
function impressionEdited(state: DraftingState, text: string): Move {
  if (text === state.impression.text) return move(state);
  const edited = (from: DraftingState): DraftingState => ({
    ...from,
    impression: { text, author: 'person', draft: from.impression.draft },
  });
  if (isPersons(state.impression)) return move(edited(state));
  const closed = closeRun(move(state));
  return { state: edited(closed.state), effects: closed.effects };
}

function stopRequested(state: DraftingState): Move {
  const busy = state.waiting || state.startNext || state.run?.ending === 'no';
  return closeRun(move(busy ? state : { ...state, offer: null }));
}

function regenerateRequested(state: DraftingState): Move {
  if (!mayDraft(state)) return move(state);
  const blank = state.impression.text.trim() === '';
  const asked: DraftingState = {
    ...state,
    settledFindings: null,
    error: null,
    impression: blank ? { ...state.impression, author: 'none' } : state.impression,
    offer: blank ? null : state.offer,
  };
  return startOrQueue(cancelPause(endRun(move(asked), 'superseded')));
}

function acceptRequested(state: DraftingState): Move {
  const { impression, offer } = state;
  const draft = isPersons(impression) ? offer : impression.draft;
  if (draft === null || !isAcceptable(draft, state)) return move(state);
  if (!isPersons(impression) && impression.author !== 'model') return move(state);
  const accepted: DraftingState = {
    ...state,
    impression: { text: draft.text, author: 'accepted', draft },
    offer: null,
    replaced: isPersons(impression) ? remember(state.replaced, impression) : state.replaced,
  };
  return closeRun(move(accepted));
}

/** Swaps the impression with the last replaced one, so that undoing can itself be undone. */
function acceptUndone(state: DraftingState): Move {
  const last = state.replaced.at(-1);
  if (last === undefined || !isPersons(state.impression)) return move(state);
  return move({
    ...state,
    impression: last,
    replaced: remember(state.replaced.slice(0, -1), state.impression),
  });
}

function remember(replaced: readonly Impression[], impression: Impression): readonly Impression[] {
  return impression.text.trim() === '' ? replaced : [...replaced, impression];
}
