import type { DraftingEvent } from '../drafting/drafting-events.ts';
import type { Draft, DraftingState } from '../drafting/drafting-state.ts';
import type { AuditEvent } from './audit-event.ts';

/** One step of drafting, as it happened. */
export interface DraftingStepTaken {
  readonly event: DraftingEvent;
  readonly before: DraftingState;
  readonly after: DraftingState;
}

/** What a step of drafting leaves in the audit log; null for the most, typing among them. */
export function auditOfStep(
  { event, before, after }: DraftingStepTaken,
  reportId: string,
): AuditEvent | null {
  const about = { reportId, findingsRevision: after.findingsRevision };
  switch (event.type) {
    case 'run-ended':
    case 'run-failed':
      return draftShown(shownBy(before, after), reportId);
    case 'accept-requested':
      return after.impression.author === 'accepted' && after.impression !== before.impression
        ? { kind: 'draft-accepted', ...about }
        : null;
    case 'impression-edited':
      // Once per draft or accepted text, and not with every key.
      return after.impression.author === 'person' && before.impression.author !== 'person'
        ? { kind: 'impression-edited', ...about }
        : null;
    default:
      return null;
  }
}

/** The draft whose end this step brought on screen, in the impression or beside it. */
function shownBy(before: DraftingState, after: DraftingState): Draft | null {
  if (after.offer !== before.offer) return after.offer;
  return after.impression.draft === before.impression.draft ? null : after.impression.draft;
}

function draftShown(draft: Draft | null, reportId: string): AuditEvent | null {
  if (draft === null || draft.model === null || draft.outcome === 'streaming') return null;
  const { manifestSha256, promptSha256 = null } = draft.model;
  const { findingsRevision, outcome } = draft;
  return { kind: 'draft-shown', reportId, findingsRevision, manifestSha256, promptSha256, outcome };
}
