import * as v from 'valibot';
import { fail } from '../errors/fail.ts';
import { ReadroomError } from '../errors/readroom-error.ts';
import { parseBoundedJson } from '../json/bounded-json.ts';
import { Sha256Schema } from '../model/model-config.ts';
import { ok, type Result } from '../result.ts';
import { AuditEntrySchema, type AuditAnchor, type AuditEntry } from './audit-chain.ts';
import type { ChainVerdict } from './verify-chain.ts';

const ExportSchema = v.strictObject({
  format: v.literal('readroom-audit-log'),
  version: v.literal(1),
  /** The end of the chain at that moment. */
  anchor: v.strictObject({
    chain: v.pipe(v.string(), v.uuid()),
    entries: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    head: Sha256Schema,
  }),
  entries: v.array(AuditEntrySchema),
  /** Of chains that backups brought along, chain after chain. */
  brought: v.optional(v.array(AuditEntrySchema), []),
});
export type AuditExport = v.InferOutput<typeof ExportSchema>;

/** Some 300 bytes per entry: a million entries. */
export const MAX_EXPORT_BYTES: number = 400 * 1024 * 1024;
const LIMITS = { maxBytes: MAX_EXPORT_BYTES, maxDepth: 6, maxValues: 20_000_000 };

/**
 * The whole log with its anchor, for a file of JSON.
 * @param verdict on `own`, as these very entries were read
 * @throws ReadroomError `audit/damaged` when it is not whole; chains of backups go along as far as they can be read
 */
export function exportAudit(
  own: readonly unknown[],
  brought: readonly unknown[],
  verdict: ChainVerdict,
): AuditExport {
  const entries = readable(own);
  const chain = entries.at(0)?.chain;
  if (!verdict.intact || chain === undefined) throw new ReadroomError('audit/damaged');
  const anchor: AuditAnchor = { chain, entries: verdict.entries, head: verdict.head };
  return { format: 'readroom-audit-log', version: 1, anchor, entries, brought: readable(brought) };
}

function readable(values: readonly unknown[]): AuditEntry[] {
  return values.filter((value): value is AuditEntry => v.is(AuditEntrySchema, value));
}

export function parseAuditExport(bytes: Uint8Array): Result<AuditExport, ReadroomError> {
  const json = parseBoundedJson(bytes, LIMITS, 'audit log');
  if (!json.ok) return json;
  const parsed = v.safeParse(ExportSchema, json.value);
  return parsed.success ? ok(parsed.output) : fail('audit/not-an-export', '');
}
