import { describe, expect, it } from 'vitest';
import type { DraftingEvent } from '../drafting/drafting-events.ts';
import { createDraftingState, type DraftingState } from '../drafting/drafting-state.ts';
import { transition } from '../drafting/transition.ts';
import { createReport } from '../report/report.ts';
import { auditOfStep } from './audit-of-step.ts';
import type { AuditEvent } from './audit-event.ts';

const ID = '3f1c2e64-7d1b-4a8e-9c55-0d2f6a1b7e90';
const MODEL = { id: 'm', manifestSha256: 'a'.repeat(64) };
const USAGE = {
  ...{ prefilled: 1, reused: 0, proposed: 0, verified: 0, decoded: 1 },
  ...{ timeToFirstTokenMs: 1, prefillMs: 1, decodeMs: 1 },
};

/** What a course of events leaves in the log. */
function noted(events: readonly DraftingEvent[]): AuditEvent[] {
  let state: DraftingState = createDraftingState();
  const kept: AuditEvent[] = [];
  for (const event of events) {
    const { state: after } = transition(state, event);
    const entry = auditOfStep({ event, before: state, after }, ID);
    if (entry !== null) kept.push(entry);
    state = after;
  }
  return kept;
}

const DRAFTED: readonly DraftingEvent[] = [
  { type: 'model-changed', model: MODEL },
  { type: 'findings-edited', text: 'Canaryword findings.' },
  { type: 'pause-elapsed' },
  { type: 'run-text', runId: 1, text: 'Canaryword ' },
  { type: 'run-text', runId: 1, text: 'impression.' },
  { type: 'run-ended', runId: 1, finish: 'stop', usage: USAGE },
];

describe('what drafting leaves in the audit log', () => {
  it('is a draft when it is whole, its acceptance, and the first edit, each once', () => {
    const events = noted([
      ...DRAFTED,
      { type: 'accept-requested' },
      { type: 'impression-edited', text: 'Canaryword of mine' },
      { type: 'impression-edited', text: 'Canaryword of mine.' },
    ]);
    expect(events.map(({ kind }) => kind)).toEqual(['draft-shown', 'draft-accepted', 'impression-edited']);
    expect(events[0]).toMatchObject({
      manifestSha256: MODEL.manifestSha256,
      outcome: 'complete',
      promptSha256: null,
    });
  });

  it('is never a word of the report', () => {
    expect(JSON.stringify(noted(DRAFTED))).not.toContain('anaryword');
  });

  it('is nothing for opening a report that was accepted before', () => {
    const report = { ...createReport(ID, 1), findings: 'a', impression: 'b', author: 'accepted' as const };
    expect(noted([{ type: 'opened', report }])).toEqual([]);
  });

  it('is nothing for a draft that never became whole', () => {
    expect(noted(DRAFTED.slice(0, 5))).toEqual([]);
  });
});
