import * as v from 'valibot';
import { expect, it } from 'vitest';
import { createReport, ReportSchema, type ExampleSource } from '../report/report.ts';
import { createDraftingState, type DraftModel } from './drafting-state.ts';
import { openReport, reportContent } from './open-report.ts';

const HASH = 'a'.repeat(64);
const PROMPT = 'b'.repeat(64);
const ID = '3b241101-e2bb-4255-8caf-4136c566a962';

function stored(
  model: DraftModel,
  examples: readonly ExampleSource[] = [],
  exchanged = false,
): v.InferOutput<typeof ReportSchema> {
  const draft = {
    text: 'Clear.',
    outcome: 'complete',
    model,
    findings: 'Lungs.',
    findingsRevision: 1,
    examples,
    exchanged,
  } as const;
  const state = {
    ...createDraftingState(),
    findings: 'Lungs.',
    findingsRevision: 1,
    impression: { text: 'Clear.', author: 'model', draft } as const,
  };
  return v.parse(ReportSchema, { ...createReport(ID, 0), ...reportContent(state) });
}

it('a report tells which prompt its draft was written with, where a person had edited it', () => {
  const model = { id: 'm', manifestSha256: HASH, promptSha256: PROMPT };
  const report = stored(model);
  expect(report.provenance?.promptSha256).toBe(PROMPT);
  expect(openReport(createDraftingState(), report).state.impression.draft?.model).toEqual(model);
});

it('a report tells which earlier reports its draft was shown', () => {
  const examples = [{ reportId: ID, savedAt: 5 }];
  const report = stored({ id: 'm', manifestSha256: HASH }, examples);
  expect(report.provenance?.examples).toEqual(examples);
  expect(openReport(createDraftingState(), report).state.impression.draft?.examples).toEqual(examples);
});

it('a report tells whether its draft was made from the findings with left and right exchanged', () => {
  const report = stored({ id: 'm', manifestSha256: HASH }, [], true);
  expect(report.provenance?.sides).toBe('exchanged');
  expect(openReport(createDraftingState(), report).state.impression.draft?.exchanged).toBe(true);
});

it('a report of a model with its own prompt is stored as it always was', () => {
  const report = stored({ id: 'm', manifestSha256: HASH });
  expect(Object.keys(report.provenance ?? {}).sort()).toEqual([
    'findingsRevision',
    'manifestSha256',
    'modelId',
    'outcome',
  ]);
});
