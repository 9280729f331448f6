import * as v from 'valibot';
import { Sha256Schema } from '../model/model-config.ts';
import { AuditEventSchema, type AuditEvent } from './audit-event.ts';
import { canonicalJson } from './canonical-json.ts';

/** The predecessor of the first entry. */
export const GENESIS: string = '0'.repeat(64);

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** One link: what happened, when, and what came before it. */
export const AuditEntrySchema = v.strictObject({
  /** Which chain it belongs to: a restored backup brings its own along. */
  chain: v.pipe(v.string(), v.uuid()),
  /** Counts from 1; the order of entries, since clocks jump. */
  number: v.pipe(count, v.minValue(1)),
  /** ms since the epoch by this computer's clock. */
  at: v.pipe(v.number(), v.safeInteger()),
  event: AuditEventSchema,
  previous: Sha256Schema,
  /** SHA-256 over the canonical JSON of all the other members, `previous` among them. */
  hash: Sha256Schema,
});
export type AuditEntry = v.InferOutput<typeof AuditEntrySchema>;

/** The end of a chain. Kept outside this computer, it shows later that nothing was cut off. */
export interface AuditAnchor {
  readonly chain: string;
  readonly entries: number;
  readonly head: string;
}

/** Lower-case hex SHA-256 of UTF-8. */
export type HashText = (text: string) => Promise<string>;

export function emptyAnchor(chain: string): AuditAnchor {
  return { chain, entries: 0, head: GENESIS };
}

/** The entry that follows `anchor`. */
export async function nextEntry(
  anchor: AuditAnchor,
  event: AuditEvent,
  at: number,
  hash: HashText,
): Promise<AuditEntry> {
  const link = {
    ...{ chain: anchor.chain, number: anchor.entries + 1, at: Math.trunc(at) },
    ...{ event, previous: anchor.head },
  };
  return { ...link, hash: await hash(canonicalJson(link)) };
}

export function anchorOf({ chain, number, hash }: AuditEntry): AuditAnchor {
  return { chain, entries: number, head: hash };
}

/** The hash that an entry should have. */
export function hashOf(entry: AuditEntry, hash: HashText): Promise<string> {
  const { chain, number, at, event, previous } = entry;
  return hash(canonicalJson({ chain, number, at, event, previous }));
}
