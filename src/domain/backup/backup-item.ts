import * as v from 'valibot';
import { AuditEntrySchema } from '../audit/audit-chain.ts';
import { canonicalJson, type CanonicalValue } from '../audit/canonical-json.ts';
import { Sha256Schema } from '../model/model-config.ts';
import { ReportSchema, type Provenance, type Report } from '../report/report.ts';
import { SettingsSchema } from '../settings/settings.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What a backup is made of, in this order: settings, reports, audit entries, and the end. */
export const BackupItemSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('settings'), settings: SettingsSchema }),
  v.strictObject({ kind: v.literal('report'), report: ReportSchema }),
  v.strictObject({ kind: v.literal('audit'), entry: AuditEntrySchema }),
  v.strictObject({
    kind: v.literal('end'),
    reports: count,
    entries: count,
    /** See `digestOf`. */
    digest: Sha256Schema,
  }),
]);
export type BackupItem = v.InferOutput<typeof BackupItemSchema>;
export type BackupEnd = Extract<BackupItem, { kind: 'end' }>;

/** One text per report, to hash. Times are whole milliseconds, as every clock here gives them. */
export function reportAsCanonical(report: Report): string {
  const { createdAt, updatedAt, provenance, ...rest } = report;
  const times = { createdAt: Math.trunc(createdAt), updatedAt: Math.trunc(updatedAt) };
  const origin = provenance === null ? null : provenanceAsCanonical(provenance);
  return canonicalJson({ ...rest, ...times, provenance: origin });
}

function provenanceAsCanonical({ examples, ...rest }: Provenance): CanonicalValue {
  if (examples === undefined) return rest;
  const sources = examples.map(({ reportId, savedAt }) => ({ reportId, savedAt: Math.trunc(savedAt) }));
  return { ...rest, examples: sources };
}

/** SHA-256 over the sorted SHA-256 of all reports: the same for the same reports, in whatever order they are. */
export function digestOf(
  hashes: readonly string[],
  hash: (text: string) => Promise<string>,
): Promise<string> {
  return hash([...hashes].sort().join('\n'));
}
