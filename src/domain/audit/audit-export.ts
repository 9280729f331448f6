import * as v from 'valibot';
import { fail } from '../errors/fail.ts';
import { ReadroomError } from '../errors/readroom-error.ts';
import { parseBoundedJson } from '../json/bounded-json.ts';
import { Sha256Schema } from '../model/model-config.ts';
import { ok, type Result } from '../result.ts';
import { AuditEntrySchema, type AuditEntry, type HashText } from './audit-chain.ts';
import { describeDamage } from './describe-damage.ts';
import { verifyLog, type AuditChains, type LogVerdict } from './verify-log.ts';

const AnchorSchema = v.strictObject({
  chain: v.pipe(v.string(), v.uuid()),
  entries: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  head: Sha256Schema,
});

const WholeSchema = v.strictObject({
  format: v.literal('readroom-audit-log'),
  version: v.literal(1),
  /** The end of the chain at that moment. */
  anchor: AnchorSchema,
  entries: v.array(AuditEntrySchema),
  /** Of chains that backups brought along, chain after chain. */
  brought: v.optional(v.array(AuditEntrySchema), []),
});

/** Null stands where something is stored that cannot be read, or is no entry. */
const PlacesSchema = v.array(v.nullable(AuditEntrySchema));

const DamagedSchema = v.strictObject({
  format: v.literal('readroom-audit-log'),
  version: v.literal(2),
  /** What was found when it was exported, in sentences for whoever reads the file; empty for a log without entries. */
  damage: v.array(v.string()),
  /** Null where the sealed end was lost or altered: then nobody knows any more which chain grew there, and all are `brought`. */
  anchor: v.nullable(AnchorSchema),
  entries: PlacesSchema,
  brought: v.array(PlacesSchema),
});

const ExportSchema = v.variant('version', [WholeSchema, DamagedSchema]);
export type AuditExport = v.InferOutput<typeof ExportSchema>;

/** Some 300 bytes per entry: a million entries. */
export const MAX_EXPORT_BYTES: number = 400 * 1024 * 1024;
const LIMITS = { maxBytes: MAX_EXPORT_BYTES, maxDepth: 6, maxValues: 20_000_000 };

/**
 * The whole log with its anchor, for a file of JSON. What is damaged is exported too, and says so: it is what a reviewer
 * needs most.
 * @param verdict on these very chains
 */
export function exportAudit({ end, own, brought }: AuditChains, verdict: LogVerdict): AuditExport {
  const format = 'readroom-audit-log';
  const entries = places(own);
  const others = [...brought.values()].map(places);
  const damage = describeDamage(verdict);
  if (end === null || damage.length > 0)
    return { format, version: 2, damage: [...damage], anchor: end, entries, brought: others };
  return { format, version: 1, anchor: end, entries: readable(entries), brought: readable(others.flat()) };
}

/** IMPORTANT: what is no entry stays out, whatever it is: nothing else of the file is known to hold no words. */
function places(values: readonly unknown[]): (AuditEntry | null)[] {
  return values.map((value) => (v.is(AuditEntrySchema, value) ? value : null));
}

const readable = (entries: readonly (AuditEntry | null)[]): AuditEntry[] =>
  entries.filter((entry) => entry !== null);

export function parseAuditExport(bytes: Uint8Array): Result<AuditExport, ReadroomError> {
  const json = parseBoundedJson(bytes, LIMITS, 'audit log');
  if (!json.ok) return json;
  const parsed = v.safeParse(ExportSchema, json.value);
  return parsed.success ? ok(parsed.output) : fail('audit/not-an-export', '');
}

/**
 * Whether the chains in an exported file are whole, and else where they are damaged: as in the log that it was made of.
 * @throws ReadroomError `audit/not-an-export` where it says otherwise of itself than its chains do
 */
export async function verifyExport(file: AuditExport, hash: HashText): Promise<LogVerdict> {
  const chains = file.version === 1 ? chainsOf(file.brought) : file.brought;
  const claimed = file.version === 1 ? null : file.damage;
  const isEmpty = claimed?.length === 0 && file.entries.length === 0 && chains.length === 0;
  const brought = new Map(chains.map((entries, at) => [`${at}`, entries]));
  const verdict = await verifyLog({ end: file.anchor, isEmpty, own: file.entries, brought }, hash);
  if (claimed !== null && claimed.length > 0 !== describeDamage(verdict).length > 0)
    throw new ReadroomError('audit/not-an-export', 'its damage is not in it');
  return verdict;
}

function chainsOf(entries: readonly AuditEntry[]): AuditEntry[][] {
  const chains = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const chain = chains.get(entry.chain) ?? [];
    chain.push(entry);
    chains.set(entry.chain, chain);
  }
  return [...chains.values()];
}
