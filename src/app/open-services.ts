import { createBackups } from '../platform/backup/create-backups.ts';
import type { KeyStretching } from '../platform/crypto/key-stretching.ts';
import { createAuditLog } from '../platform/db/audit-repository.ts';
import { bringUpToDate, removeTraces } from '../platform/db/bring-up-to-date.ts';
import { createReportRepository } from '../platform/db/report-repository.ts';
import type { SealedDb } from '../platform/db/sealed-db.ts';
import { createSettingsRepository } from '../platform/db/settings-repository.ts';
import type { TabLocks } from '../platform/tabs/locks.ts';
import type { OpenVault } from '../platform/vault/vault-port.ts';
import type { Outside, Services } from './services.ts';

interface Stored {
  readonly outside: Outside;
  readonly db: SealedDb;
  readonly locks: TabLocks;
  readonly stretching: KeyStretching;
}

/**
 * Opens what is stored with the key that is there now; what older builds stored is brought up to date first.
 * @throws ReadroomError `report/database-unavailable`, `report/not-saved`, `store/quota-exceeded`
 */
export async function openServices(stored: Stored, opened: OpenVault): Promise<Services> {
  const { outside, db, locks, stretching } = stored;
  const { createId, clock, hashing } = outside;
  const { cipher, protection, failedTries, strengthened } = opened;
  await bringUpToDate({ db, vault: outside.vault, locks, createId }, opened);
  // Planned in storage: what fails now is done after the next start.
  void removeTraces({ db, locks, clock }).catch(() => undefined);
  const hash = (text: string): Promise<string> => hashing.sha256(new TextEncoder().encode(text));
  const reports = createReportRepository(db, cipher, createId);
  const settings = createSettingsRepository(db, cipher);
  const audit = createAuditLog({ db, cipher, hash, now: () => clock.now(), createId });
  return {
    ...outside,
    ...{
      protection,
      opening: { failedTries, strengthened, passphraseSet: opened.former !== null },
      reports,
      settings,
      audit,
    },
    backups: createBackups({ reports, settings, audit, stretching, hash, createId }),
  };
}
