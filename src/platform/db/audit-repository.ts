import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import {
  anchorOf,
  emptyAnchor,
  nextEntry,
  type AuditAnchor,
  type AuditEntry,
  type HashText,
} from '../../domain/audit/audit-chain.ts';
import type { AuditEvent } from '../../domain/audit/audit-event.ts';
import { exportAudit, verifyExport, type AuditExport } from '../../domain/audit/audit-export.ts';
import { verifyLog, type AuditChains, type LogVerdict } from '../../domain/audit/verify-log.ts';
import type { RecordCipher } from '../crypto/record-cipher.ts';
import { sameBytes } from '../crypto/same-bytes.ts';
import { requireCurrentKey } from '../vault/vault-record.ts';
import { END, placeOf, readAudit, readEnd, sealedOf, type StoredAudit } from './audit-rows.ts';
import { writing } from './report-rows.ts';
import type { SealedDb } from './sealed-db.ts';

/** What happened here, in the order in which it happened; nothing of it is ever changed or removed. */
export interface AuditLog {
  /** Resolves with the entry when it is on disk. @throws ReadroomError `audit/damaged` where the log has lost its end */
  append(event: AuditEvent): Promise<AuditEntry>;
  /** As stored: not verified. */
  read(): Promise<StoredAudit>;
  /** Checks the chain that grows here against its sealed end, those of backups, and one of them against an export. */
  verify(anchor?: AuditAnchor | null): Promise<LogVerdict>;
  /** All of it, with the anchor of the chain that grows here; what is damaged too, and where. */
  export(): Promise<AuditExport>;
  /** Checks the chains of an exported file. @throws ReadroomError `audit/not-an-export` */
  verifyExport(file: AuditExport): Promise<LogVerdict>;
  /** Adds chains from a backup as they are; what is here already is left alone, and the chain that grows here, too. */
  addBrought(entries: readonly AuditEntry[]): Promise<void>;
}

interface AuditPorts {
  readonly db: SealedDb;
  readonly cipher: RecordCipher;
  readonly hash: HashText;
  readonly now: () => number;
  readonly createId: () => string;
}

/** Where the next entry goes, and the sealed end that says so. */
interface Place {
  readonly after: AuditAnchor;
  readonly sealed: Uint8Array | null;
}

export function createAuditLog({ db, cipher, hash, now, createId }: AuditPorts): AuditLog {
  let place: Place | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  /**
   * IMPORTANT: after the sealed end, not after the last row that is there: where rows at the end were deleted the log goes
   * on behind a gap that stays, and not as a shorter log that is whole.
   */
  const findPlace = async (): Promise<Place> => {
    const { sealed, anchor } = await readEnd(db, cipher);
    if (anchor !== null) return { after: anchor, sealed };
    // Entries without an end, or an end that was altered: a new beginning would hide it.
    if (sealed !== null || (await writing(() => db.audit.count())) > 0)
      throw new ReadroomError('audit/damaged', 'no end');
    return { after: emptyAnchor(createId()), sealed };
  };

  const tryAppend = async (event: AuditEvent): Promise<AuditEntry | null> => {
    const { after, sealed: before } = (place ??= await findPlace());
    const entry = await nextEntry(after, event, now(), hash);
    const { chain, number } = entry;
    const row = {
      chain,
      number,
      key: cipher.keyId,
      sealed: await cipher.seal(placeOf(chain, number), entry),
    };
    const end = anchorOf(entry);
    const sealed = await cipher.seal(END, end);
    const appended = await writing(() =>
      db.transaction('rw', [db.audit, db.meta, db.vault], async () => {
        await requireCurrentKey(db, cipher.keyId);
        // Another tab was quicker: this entry would not follow from its.
        if (!isSealedAs(await db.meta.get(END.id), before)) return false;
        if ((await db.audit.get([chain, number])) !== undefined)
          throw new ReadroomError('audit/damaged', `entry ${number} behind the end`);
        await db.audit.add(row);
        await db.meta.put({ name: END.id, value: { key: cipher.keyId, sealed } });
        return true;
      }),
    );
    place = appended ? { after: end, sealed } : null;
    return appended ? entry : null;
  };

  const read = (): Promise<StoredAudit> => readAudit(db, cipher);

  return {
    append(event) {
      const appended = queue.then(async () => {
        for (;;) {
          const entry = await tryAppend(event);
          if (entry !== null) return entry;
        }
      });
      queue = appended.catch(() => (place = null));
      return appended;
    },
    read,
    verify: async (anchor = null) => verifyLog(toLog(await read()), hash, anchor),
    async export() {
      const log = toLog(await read());
      return exportAudit(log, await verifyLog(log, hash));
    },
    verifyExport: (file) => verifyExport(file, hash),
    async addBrought(added) {
      const { anchor } = await readEnd(db, cipher);
      // A backup of this very chain, made before this profile was put back: its end would go on from another history.
      const others = added.filter(({ chain }) => chain !== anchor?.chain);
      const rows = await Promise.all(
        others.map(async (entry) => ({
          ...{ chain: entry.chain, number: entry.number, key: cipher.keyId },
          sealed: await cipher.seal(placeOf(entry.chain, entry.number), entry),
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

function toLog({ end, own, brought }: StoredAudit): AuditChains {
  return { end: end.anchor, isEmpty: end.sealed === null && brought.size === 0, own, brought };
}

function isSealedAs(row: { readonly value: unknown } | undefined, before: Uint8Array | null): boolean {
  if (row === undefined || before === null) return row === undefined && before === null;
  const sealed = sealedOf(row);
  return sealed !== null && sameBytes(sealed, before);
}
