import { findingsKey, isPersons, type Draft, type DraftingState } from './drafting-state.ts';

/** What the drafting is doing. `reading`: computing the prompt, no words yet. */
export type Activity = 'idle' | 'waiting' | 'reading' | 'writing' | 'stopping';

export function activityOf(state: DraftingState): Activity {
  const { run } = state;
  if (run !== null && run.ending === 'no') return run.text.trim() === '' ? 'reading' : 'writing';
  if (state.waiting || state.startNext) return 'waiting';
  return run === null || run.ending === 'discarded' ? 'idle' : 'stopping';
}

/** What a reader may take the shown words for. */
export type Standing =
  | 'empty'
  | 'streaming'
  | 'current'
  | 'stale'
  | 'stopped'
  | 'incomplete'
  | 'accepted'
  | 'accepted-earlier'
  | 'person';

/** IMPORTANT: `current`, `stopped` and `incomplete` are said only of a draft about the findings on screen. */
export function draftStanding(
  draft: Draft,
  state: Pick<DraftingState, 'findings'>,
): 'streaming' | 'current' | 'stale' | 'stopped' | 'incomplete' {
  if (draft.findings !== findingsKey(state.findings)) return 'stale';
  switch (draft.outcome) {
    case 'streaming':
      return 'streaming';
    case 'complete':
      return 'current';
    case 'stopped':
      return 'stopped';
    case 'incomplete':
    case 'failed':
      return 'incomplete';
    case 'superseded':
      return 'stale';
  }
}

export function impressionStanding(state: DraftingState): Standing {
  const { impression } = state;
  if (impression.author === 'accepted') {
    return impression.draft?.findings === findingsKey(state.findings) ? 'accepted' : 'accepted-earlier';
  }
  if (impression.author === 'person') return 'person';
  if (impression.author === 'none' || impression.draft === null) return 'empty';
  return draftStanding(impression.draft, state);
}

/** Only finished words about these very findings can be taken over as they are. */
export function isAcceptable(draft: Draft, state: Pick<DraftingState, 'findings'>): boolean {
  const standing = draftStanding(draft, state);
  return standing === 'current' || standing === 'stopped' || standing === 'incomplete';
}

export function canAccept(state: DraftingState): boolean {
  const draft = isPersons(state.impression) ? state.offer : state.impression.draft;
  return draft !== null && (state.offer !== null || state.impression.author === 'model')
    ? isAcceptable(draft, state)
    : false;
}

/** Why a stale draft is stale, in one line. */
export function staleReason(draft: Draft, state: DraftingState): string {
  if (findingsKey(state.findings) === '') return 'The findings are empty now';
  if (draft.findings !== findingsKey(state.findings)) return 'The findings have changed since';
  return state.run?.ending === 'no' ? 'It is being written again' : 'It was cut off before its end';
}
