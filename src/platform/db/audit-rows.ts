import * as v from 'valibot';
import { Sha256Schema } from '../../domain/model/model-config.ts';
import type { AuditAnchor } from '../../domain/audit/audit-chain.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { reading } from './report-rows.ts';
import type { SealedAuditRow, SealedDb } from './sealed-db.ts';

/** All that is stored of the audit log at one moment, opened and not verified. Null: what cannot be read. */
export interface StoredAudit {
  readonly end: StoredEnd;
  /** The chain that grows here, oldest first. */
  readonly own: readonly unknown[];
  /** Chains that backups brought along, by name. */
  readonly brought: ReadonlyMap<string, readonly unknown[]>;
}

/** The sealed end of the chain that grows here. */
export interface StoredEnd {
  /** As it lies there, to notice that another tab has written since; null before the first entry. */
  readonly sealed: Uint8Array | null;
  /** Null before the first entry, and where the end was altered. */
  readonly anchor: AuditAnchor | null;
}

const AnchorSchema = v.strictObject({
  chain: v.pipe(v.string(), v.uuid()),
  entries: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  head: Sha256Schema,
});

export const END = { table: 'meta', id: 'audit-head' } as const;
export const placeOf = (chain: string, number: number) =>
  ({ table: 'audit', id: `${chain}/${number}` }) as const;

export async function readEnd(db: SealedDb, cipher: RecordCipher): Promise<StoredEnd> {
  const row = await reading(() => db.meta.get(END.id));
  return openEnd(cipher, row);
}

/** In one transaction: the entries are those that the end speaks of, whatever other tabs append meanwhile. */
export async function readAudit(db: SealedDb, cipher: RecordCipher): Promise<StoredAudit> {
  const [row, rows] = await reading(() =>
    db.transaction('r', [db.audit, db.meta], () => Promise.all([db.meta.get(END.id), db.audit.toArray()])),
  );
  const end = await openEnd(cipher, row);
  const own: unknown[] = [];
  const brought = new Map<string, unknown[]>();
  const opened = await Promise.all(rows.map((stored) => openEntry(cipher, stored)));
  for (const [at, { chain }] of rows.entries()) {
    const entries = chain === end.anchor?.chain ? own : (brought.get(chain) ?? []);
    if (entries !== own) brought.set(chain, entries);
    entries.push(opened[at]);
  }
  return { end, own, brought };
}

/** The sealed bytes in the row of the end; null where it holds none. */
export function sealedOf({ value }: { readonly value: unknown }): Uint8Array | null {
  const parsed = v.safeParse(v.object({ sealed: v.instance(Uint8Array) }), value);
  return parsed.success ? parsed.output.sealed : null;
}

async function openEnd(
  cipher: RecordCipher,
  row: { readonly value: unknown } | undefined,
): Promise<StoredEnd> {
  if (row === undefined) return { sealed: null, anchor: null };
  const sealed = sealedOf(row);
  if (sealed === null) return { sealed: new Uint8Array(), anchor: null };
  const anchor = v.safeParse(AnchorSchema, await cipher.open(END, sealed).catch(() => null));
  return { sealed, anchor: anchor.success ? anchor.output : null };
}

const openEntry = (cipher: RecordCipher, { chain, number, sealed }: SealedAuditRow): Promise<unknown> =>
  cipher.open(placeOf(chain, number), sealed).catch(() => null);
