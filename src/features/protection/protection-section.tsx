import { Lock } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { AUTO_LOCK_MINUTES, type Settings } from '../../domain/settings/settings.ts';
import type { Vault } from '../../platform/vault/vault-port.ts';
import { Button } from '../../ui/button.tsx';
import { KEYS } from '../../ui/shortcuts.ts';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import { NewPassphrase } from './new-passphrase.tsx';
import styles from './protection.module.css';

interface ProtectionSectionProps {
  readonly protection: 'demo' | 'passphrase';
  /** The settings were opened to set a passphrase. */
  readonly isAsked: boolean;
  readonly vault: Pick<Vault, 'setPassphrase' | 'changePassphrase'>;
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
  /** The words on screen are saved before the key changes. */
  readonly onBeforeSet: () => Promise<unknown>;
  /** A passphrase is set: everything is locked now, and it opens. */
  readonly onSet: () => void;
  readonly onLock: () => void;
}

const minutesName = (minutes: number): string => (minutes === 0 ? 'Never' : `${minutes} minutes`);

/** Whether a passphrase protects what is stored, and when Readroom locks. */
export function ProtectionSection(props: ProtectionSectionProps): ReactNode {
  return (
    <section className={styles['section']} aria-labelledby="protection-title">
      <h3 id="protection-title">Passphrase and lock</h3>
      {props.protection === 'demo' ? <Demo {...props} /> : <Protected {...props} />}
    </section>
  );
}

function Demo({ isAsked, vault, onBeforeSet, onSet }: ProtectionSectionProps): ReactNode {
  return (
    <>
      <p>
        <strong>Demo: no passphrase.</strong> Whoever can open this computer’s account, or its disk, can read
        the reports. Set a passphrase before you write about a patient.
      </p>
      <p className={styles['quiet']}>
        Readroom then locks and asks for it. Nobody can bring a forgotten passphrase back: without it, the
        reports are lost. Where the browser offers to save it, decline: it would lie beside what it opens.
      </p>
      <NewPassphrase
        action="Set passphrase and lock"
        isNext={isAsked}
        onSubmit={async (passphrase) => {
          await onBeforeSet();
          await vault.setPassphrase(passphrase);
          onSet();
        }}
      />
    </>
  );
}

function Protected({ vault, settings, onChange, onLock }: ProtectionSectionProps): ReactNode {
  const [changing, setChanging] = useState(false);
  const [changed, setChanged] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const kept = useKeptFocus(change);
  return (
    <>
      <p>The reports, drafts, settings and the audit log are encrypted under your passphrase.</p>
      <div className={styles['field']}>
        <label htmlFor="auto-lock">Lock when nobody is there for</label>
        <select
          id="auto-lock"
          value={settings.autoLockMinutes}
          onChange={(event) => {
            const autoLockMinutes = AUTO_LOCK_MINUTES.find((m) => m === Number(event.target.value)) ?? 10;
            onChange({ autoLockMinutes });
          }}
        >
          {AUTO_LOCK_MINUTES.map((minutes) => (
            <option key={minutes} value={minutes}>
              {minutesName(minutes)}
            </option>
          ))}
        </select>
      </div>
      <label className={styles['choice']}>
        <input
          type="checkbox"
          checked={settings.lockOnClose}
          onChange={(event) => onChange({ lockOnClose: event.target.checked })}
        />
        Closing or reloading one tab locks the others
      </label>
      <div className={styles['row']}>
        <Button icon={<Lock aria-hidden="true" />} keys={KEYS.lock} onClick={onLock}>
          Lock now
        </Button>
        <Button ref={change} aria-expanded={changing} onClick={() => setChanging(!changing)}>
          Change passphrase
        </Button>
      </div>
      <p className={styles['quiet']} role="status">
        {changed ? 'The passphrase is changed.' : ''}
      </p>
      {changing && (
        <div {...kept}>
          <NewPassphrase
            action="Change the passphrase"
            asksForOld
            onSubmit={async (passphrase, old) => {
              await vault.changePassphrase(old, passphrase);
              setChanging(false);
              setChanged(true);
            }}
          />
        </div>
      )}
    </>
  );
}
