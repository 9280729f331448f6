import type { ReactNode } from 'react';
import type { Settings } from '../domain/settings/settings.ts';
import type { AuditDesk } from '../features/protection/audit-desk.ts';
import { AuditSection } from '../features/protection/audit-section.tsx';
import { BackupSection } from '../features/protection/backup-section.tsx';
import { ProtectionSection } from '../features/protection/protection-section.tsx';
import type { AppState } from './app-state.ts';
import { withPassphraseNoted } from './audit-trail.ts';
import { lockAll } from './lock.ts';
import { saveText } from './save-text.ts';

interface ProtectionProps {
  readonly state: AppState;
  readonly settings: Settings;
  /** The settings were opened to set a passphrase. */
  readonly isAsked: boolean;
  readonly onChange: (change: Partial<Settings>) => void;
}

/** Passphrase, lock, backup and audit log with the ports of this browser; what is done there is noted. */
export function Protection({ state, settings, isAsked, onChange }: ProtectionProps): ReactNode {
  const { services, trail, workspace } = state;
  return (
    <>
      <ProtectionSection
        protection={services.protection}
        isAsked={isAsked}
        vault={withPassphraseNoted(services.vault, trail)}
        settings={settings}
        onChange={onChange}
        onBeforeSet={async () => {
          await workspace.retrySave();
          await trail.settled();
        }}
        onSet={() => lockAll(services)}
        onLock={() => state.lock?.now()}
      />
      <BackupSection
        protection={services.protection}
        backups={services.backups}
        exportTargets={services.exportTargets}
        now={() => services.clock.now()}
        onMade={({ reports, digest }) => trail.note({ kind: 'backup-made', reports, digest })}
        onRestored={({ reports, digest }) => trail.note({ kind: 'backup-restored', reports, digest })}
      />
      <AuditSection desk={auditDesk(state)} />
    </>
  );
}

function auditDesk({ services, trail }: AppState): AuditDesk {
  const { audit, exportTargets, clock } = services;
  return {
    async verify() {
      await trail.settled();
      return { ...(await audit.verify()), lost: trail.lost() };
    },
    async compare(exported) {
      await trail.settled();
      const file = await audit.verifyExport(exported);
      return { ...(await audit.verify(exported.anchor)), lost: trail.lost(), file };
    },
    async export() {
      await trail.settled();
      const exported = await audit.export();
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      saveText(exportTargets, `readroom-audit-log-${day}.json`, JSON.stringify(exported, null, 1));
      // A log that has lost its end takes no entry any more.
      if (exported.anchor !== null) {
        const { entries, head } = exported.anchor;
        trail.note({ kind: 'audit-exported', entries, head });
      }
      return exported;
    },
  };
}
