import * as v from 'valibot';
import { Sha256Schema } from '../model/model-config.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** What a Date can hold (ECMA-262, 21.4.1.1): a forged backup must not break every list that shows it. */
const MAX_TIME_MS = 8.64e15;
const time = v.pipe(v.number(), v.minValue(-MAX_TIME_MS), v.maxValue(MAX_TIME_MS));

/** Longest text kept per section: dozens of the longest reports, far below what slows a textarea. */
export const MAX_SECTION_CHARACTERS = 200_000;
const section = v.pipe(v.string(), v.maxLength(MAX_SECTION_CHARACTERS));

/**
 * Whose words the impression is. `model`: a draft nobody has accepted; `accepted`: a draft taken over unchanged;
 * `person`: typed or edited by a person. Only `none` and `model` may ever be replaced by a new draft.
 */
export const AuthorSchema = v.picklist(['none', 'model', 'accepted', 'person']);
export type ImpressionAuthor = v.InferOutput<typeof AuthorSchema>;

/** How far a draft got. `superseded`: cut off because the findings changed under it. */
export const DraftOutcomeSchema = v.picklist([
  'streaming',
  'complete',
  'stopped',
  'incomplete',
  'failed',
  'superseded',
]);
export type DraftOutcome = v.InferOutput<typeof DraftOutcomeSchema>;

/** An earlier report that a draft was shown as an example. */
export const ExampleSourceSchema = v.strictObject({
  reportId: v.pipe(v.string(), v.uuid()),
  /** When it was last saved then, ms since the epoch. */
  savedAt: time,
});
export type ExampleSource = v.InferOutput<typeof ExampleSourceSchema>;

/** More than any model takes. */
const MAX_SOURCES = 16;

/** Where the impression's words came from; kept when a person edits them, so that the report can tell. */
export const ProvenanceSchema = v.strictObject({
  modelId: v.pipe(v.string(), v.maxLength(200)),
  manifestSha256: Sha256Schema,
  /** Of the prompt, where a person had put another one in the place of the model's own. */
  promptSha256: v.exactOptional(Sha256Schema),
  /** The most similar last; left out where the draft was shown none. */
  examples: v.exactOptional(v.pipe(v.array(ExampleSourceSchema), v.minLength(1), v.maxLength(MAX_SOURCES))),
  /** The model read the findings with left and right exchanged, and its words were exchanged back; else left out. */
  sides: v.exactOptional(v.literal('exchanged')),
  findingsRevision: count,
  outcome: DraftOutcomeSchema,
});

export type Provenance = v.InferOutput<typeof ProvenanceSchema>;

export const ReportSchema = v.strictObject({
  id: v.pipe(v.string(), v.uuid()),
  findings: section,
  /** Counts changes of the findings, so that a stored draft knows whether it is still about them. */
  findingsRevision: count,
  impression: section,
  author: AuthorSchema,
  provenance: v.nullable(ProvenanceSchema),
  /** ms since the epoch by this computer's clock: to show, never to order by. */
  createdAt: time,
  updatedAt: time,
  /** Counts completed saves; a save against an older revision is refused. 0 before the first. */
  revision: count,
});
export type Report = v.InferOutput<typeof ReportSchema>;

export function createReport(id: string, now: number): Report {
  return {
    id,
    findings: '',
    findingsRevision: 0,
    impression: '',
    author: 'none',
    provenance: null,
    createdAt: now,
    updatedAt: now,
    revision: 0,
  };
}

/** A report without words is never stored, so an opened and abandoned one leaves nothing behind. */
export function isBlank(report: Pick<Report, 'findings' | 'impression'>): boolean {
  return report.findings.trim() === '' && report.impression.trim() === '';
}

/** Both sections as plain text under their headings, the form in which reporting systems take a paste. */
export function reportAsText(report: Pick<Report, 'findings' | 'impression'>): string {
  return `FINDINGS:\n${report.findings.trim()}\n\nIMPRESSION:\n${report.impression.trim()}\n`;
}

/** Whether two reports say the same, whoever saved them how often. */
export function sameContent(
  a: Pick<Report, 'findings' | 'impression' | 'author'>,
  b: Pick<Report, 'findings' | 'impression' | 'author'>,
): boolean {
  return a.findings === b.findings && a.impression === b.impression && a.author === b.author;
}
