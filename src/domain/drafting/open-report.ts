import type { Report } from '../report/report.ts';
import {
  createDraftingState,
  findingsKey,
  isPersons,
  type Draft,
  type DraftingState,
} from './drafting-state.ts';
import { cancelPause, endRun, move, type Move } from './moves.ts';

/** A stored report takes the screen. The engine's run for the old one, if any, is discarded. */
export function openReport(before: DraftingState, report: Report): Move {
  const left = cancelPause(endRun(move(before), 'discarded'));
  const draft = storedDraft(report);
  const key = findingsKey(report.findings);
  const impression = { text: report.impression, author: report.author, draft };
  const drafted = draft?.findings === key && draft.outcome !== 'superseded' && draft.outcome !== 'failed';
  return move(
    {
      ...createDraftingState(),
      findings: report.findings,
      findingsRevision: report.findingsRevision,
      impression,
      // Someone's own words asked for no offer when they were written; reopening them asks for none either.
      settledFindings: drafted || isPersons(impression) ? key : null,
      run: left.state.run,
      model: before.model,
      usage: null,
      nextRunId: before.nextRunId,
    },
    left.effects,
  );
}

function storedDraft(report: Report): Draft | null {
  const { provenance } = report;
  if (provenance === null) return null;
  const current = provenance.findingsRevision === report.findingsRevision;
  return {
    text: report.impression,
    // A draft stored in mid-stream was cut off by closing the page.
    outcome: provenance.outcome === 'streaming' ? 'superseded' : provenance.outcome,
    model: {
      id: provenance.modelId,
      manifestSha256: provenance.manifestSha256,
      ...(provenance.promptSha256 !== undefined && { promptSha256: provenance.promptSha256 }),
    },
    findings: current ? findingsKey(report.findings) : null,
    findingsRevision: provenance.findingsRevision,
    examples: provenance.examples ?? [],
    exchanged: provenance.sides === 'exchanged',
  };
}

/** The part of a report that drafting owns, for saving. */
export function reportContent(
  state: DraftingState,
): Pick<Report, 'findings' | 'findingsRevision' | 'impression' | 'author' | 'provenance'> {
  const { text, author, draft } = state.impression;
  const about = draft?.findings === findingsKey(state.findings);
  return {
    findings: state.findings,
    findingsRevision: state.findingsRevision,
    impression: text,
    author,
    provenance:
      draft === null || draft.model === null
        ? null
        : {
            modelId: draft.model.id,
            manifestSha256: draft.model.manifestSha256,
            ...(draft.model.promptSha256 !== undefined && { promptSha256: draft.model.promptSha256 }),
            ...(draft.examples.length > 0 && { examples: [...draft.examples] }),
            ...(draft.exchanged && { sides: 'exchanged' as const }),
            // Findings changed and changed back are the same findings, under a newer revision.
            findingsRevision: about ? state.findingsRevision : draft.findingsRevision,
            outcome: draft.outcome,
          },
  };
}
