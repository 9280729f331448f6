import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import {
  anchorOf,
  AuditEntrySchema,
  emptyAnchor,
  nextEntry,
  type AuditAnchor,
  type AuditEntry,
  type HashText,
} from '../../domain/audit/audit-chain.ts';
import type { AuditEvent } from '../../domain/audit/audit-event.ts';
import { verifyChain, type ChainVerdict } from '../../domain/audit/verify-chain.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { requireCurrentKey } from '../vault/vault-record.ts';
import { reading, writing } from './report-rows.ts';
import type { SealedAuditRow, SealedDb } from './sealed-db.ts';

/** What happened here, in the order in which it happened; nothing of it is ever changed or removed. */
export interface AuditLog {
  /** Resolves with the entry when it is on disk. */
  append(event: AuditEvent): Promise<AuditEntry>;
  /** The chain that grows now, oldest first, as stored: not verified. */
  entries(): Promise<readonly unknown[]>;
  /** Checks the chain that grows now, against its own sealed end and against one that was exported. */
  verify(anchor?: AuditAnchor | null): Promise<ChainVerdict>;
  /** Chains that backups brought along, by name. */
  chains(): Promise<ReadonlyMap<string, readonly unknown[]>>;
  /** Adds a chain from a backup as it is; entries that are there already are left alone. */
  addChain(entries: readonly AuditEntry[]): Promise<void>;
}

interface AuditPorts {
  readonly db: SealedDb;
  readonly cipher: RecordCipher;
  readonly hash: HashText;
  readonly now: () => number;
  readonly createId: () => string;
}

const AnchorSchema = v.strictObject({ chain: v.string(), entries: v.number(), head: v.string() });
const HEAD = { table: 'meta', id: 'audit-head' } as const;
const place = (chain: string, number: number) => ({ table: 'audit', id: `${chain}/${number}` }) as const;

export function createAuditLog({ db, cipher, hash, now, createId }: AuditPorts): AuditLog {
  let end: AuditAnchor | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  const open = async ({ chain, number, sealed }: SealedAuditRow): Promise<unknown> =>
    cipher.open(place(chain, number), sealed).catch(() => null);

  const currentChain = (): Promise<string> =>
    writing(() =>
      db.transaction('rw', db.meta, async () => {
        const row = await db.meta.get('audit-chain');
        if (typeof row?.value === 'string') return row.value;
        const chain = createId();
        await db.meta.put({ name: 'audit-chain', value: chain });
        return chain;
      }),
    );

  const readEnd = async (): Promise<AuditAnchor> => {
    const chain = await currentChain();
    const last = await reading(() => rowsOf(db, chain).last());
    if (last === undefined) return emptyAnchor(chain);
    const parsed = v.safeParse(AuditEntrySchema, await open(last));
    // Nothing is written behind an entry that cannot be read: the damage would look like the end of it.
    if (!parsed.success) throw new ReadroomError('audit/damaged', `entry ${last.number}`);
    return anchorOf(parsed.output);
  };

  const tryAppend = async (event: AuditEvent): Promise<AuditEntry | null> => {
    end ??= await readEnd();
    const entry = await nextEntry(end, event, now(), hash);
    const { chain, number } = entry;
    const head = anchorOf(entry);
    const row = { chain, number, key: cipher.keyId, sealed: await cipher.seal(place(chain, number), entry) };
    const sealedHead = await cipher.seal(HEAD, head);
    const appended = await writing(() =>
      db.transaction('rw', [db.audit, db.meta, db.vault], async () => {
        await requireCurrentKey(db, cipher.keyId);
        // Another tab was quicker: this entry would not follow from its.
        if ((await db.audit.get([chain, number])) !== undefined) return false;
        await db.audit.add(row);
        await db.meta.put({ name: 'audit-head', value: { key: cipher.keyId, sealed: sealedHead } });
        return true;
      }),
    );
    end = appended ? head : null;
    return appended ? entry : null;
  };

  const readHead = async (): Promise<AuditAnchor | null> => {
    const row = await reading(() => db.meta.get('audit-head'));
    const sealed = v.safeParse(v.object({ sealed: v.instance(Uint8Array) }), row?.value);
    if (!sealed.success) return null;
    const parsed = v.safeParse(AnchorSchema, await cipher.open(HEAD, sealed.output.sealed).catch(() => null));
    return parsed.success ? parsed.output : null;
  };

  const entriesOf = async (chain: string): Promise<readonly unknown[]> =>
    Promise.all((await reading(() => rowsOf(db, chain).toArray())).map(open));

  const entries = async (): Promise<readonly unknown[]> => entriesOf(await currentChain());

  return {
    append(event) {
      const appended = queue.then(async () => {
        for (;;) {
          const entry = await tryAppend(event);
          if (entry !== null) return entry;
        }
      });
      queue = appended.catch(() => (end = null));
      return appended;
    },
    entries,
    async verify(anchor = null) {
      const head = await readHead();
      const all = await entries();
      const own = await verifyChain(all, hash, head);
      return own.intact && anchor !== null ? verifyChain(all, hash, anchor) : own;
    },
    async chains() {
      const current = await currentChain();
      const keys = await reading(() => db.audit.toCollection().primaryKeys());
      const names = [...new Set(keys.map(([chain]) => chain))].filter((chain) => chain !== current);
      return new Map(await Promise.all(names.map(async (name) => [name, await entriesOf(name)] as const)));
    },
    async addChain(added) {
      const rows = await Promise.all(
        added.map(async (entry) => ({
          ...{ chain: entry.chain, number: entry.number, key: cipher.keyId },
          sealed: await cipher.seal(place(entry.chain, entry.number), entry),
        })),
      );
      await writing(() =>
        db.transaction('rw', [db.audit, db.vault], async () => {
          await requireCurrentKey(db, cipher.keyId);
          for (const row of rows)
            if ((await db.audit.get([row.chain, row.number])) === undefined) await db.audit.add(row);
        }),
      );
    },
  };
}

function rowsOf(db: SealedDb, chain: string) {
  return db.audit.where('[chain+number]').between([chain, 0], [chain, Infinity]);
}
