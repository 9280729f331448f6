import type { StoreApi } from 'zustand/vanilla';
import type { AuditEvent } from '../domain/audit/audit-event.ts';
import { SETTING_NAMES } from '../domain/audit/audit-event.ts';
import type { ModelSessionState } from '../features/first-run/model-session.ts';
import type { AuditLog } from '../platform/db/audit-repository.ts';
import type { ReportRepository } from '../platform/db/report-repository-port.ts';
import type { Logger } from '../platform/logger/logger.ts';
import type { Vault } from '../platform/vault/vault-port.ts';
import { asReadroomError } from '../domain/errors/as-readroom-error.ts';
import type { Services } from './services.ts';
import type { SharedSettings } from './shared-settings.ts';

/** Notes what happens, in its order. Work goes on when an entry cannot be written; that is counted, and said where the log is verified. */
export interface AuditTrail {
  note(event: AuditEvent): void;
  /** Resolves when everything noted so far is on disk, or could not be written. */
  settled(): Promise<void>;
  /** How many could not be written. */
  lost(): number;
}

export function createAuditTrail(audit: Pick<AuditLog, 'append'>, logger: Pick<Logger, 'error'>): AuditTrail {
  let last: Promise<unknown> = Promise.resolve();
  let lost = 0;
  return {
    note(event) {
      last = audit.append(event).catch((error: unknown) => {
        lost++;
        logger.error('audit/append-failed', { code: asReadroomError(error).code });
      });
    },
    async settled() {
      await last;
    },
    lost: () => lost,
  };
}

/** Notes how what is stored was opened. */
export function noteOpening(
  { protection, opening }: Pick<Services, 'protection' | 'opening'>,
  trail: AuditTrail,
): void {
  trail.note({ kind: 'unlocked', by: protection, failedTries: opening.failedTries });
  if (opening.passphraseSet) trail.note({ kind: 'passphrase-changed', how: 'set' });
  if (opening.strengthened) trail.note({ kind: 'passphrase-changed', how: 'strengthened' });
}

/** Notes every model that has come to draft, with the engine it drafts on. */
export function noteModels(session: Pick<StoreApi<ModelSessionState>, 'subscribe'>, trail: AuditTrail): void {
  session.subscribe(({ installed, probe }, before) => {
    if (installed === null || probe === null) return;
    if (installed.manifestSha256 === before.installed?.manifestSha256 && probe === before.probe) return;
    trail.note({ kind: 'model-loaded', manifestSha256: installed.manifestSha256, engine: probe.kind });
  });
}

/** Notes which settings were changed here, and no values. What another tab changes is noted there. */
export function withChangesNoted(settings: SharedSettings, trail: AuditTrail): SharedSettings {
  return {
    ...settings,
    change(change) {
      const before = settings.get();
      settings.change(change);
      const after = settings.get();
      const names = SETTING_NAMES.filter((name) => before[name] !== after[name]);
      if (names.length > 0) trail.note({ kind: 'settings-changed', names });
    },
  };
}

/** Notes every passphrase that was changed through this vault, and every try that did not know the one of now. */
export function withPassphraseNoted<V extends Pick<Vault, 'changePassphrase'>>(
  vault: V,
  trail: Pick<AuditTrail, 'note'>,
): V {
  return {
    ...vault,
    async changePassphrase(old: string, passphrase: string) {
      try {
        await vault.changePassphrase(old, passphrase);
      } catch (error) {
        // Refused for another reason, such as a wait, nothing was tried.
        if (asReadroomError(error).code === 'vault/wrong-passphrase')
          trail.note({ kind: 'passphrase-change-refused' });
        throw error;
      }
      trail.note({ kind: 'passphrase-changed', how: 'changed' });
    },
  };
}

/** Notes every report that is deleted through this repository, or brought back. */
export function withDeletionsNoted(reports: ReportRepository, trail: AuditTrail): ReportRepository {
  return {
    ...reports,
    async remove(id) {
      const removed = await reports.remove(id);
      trail.note({ kind: 'report-deleted', reportId: id });
      return removed;
    },
    async restore(report) {
      await reports.restore(report);
      trail.note({ kind: 'report-brought-back', reportId: report.id });
    },
  };
}
