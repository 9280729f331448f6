import { LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Vault } from '../../platform/vault/vault-port.ts';
import { NewPassphrase } from './new-passphrase.tsx';
import styles from './protection.module.css';

interface RequiredPassphraseProps {
  readonly vault: Pick<Vault, 'openDemo' | 'setPassphrase'>;
  /** A passphrase is set: everything is locked now, and it opens. */
  readonly onSet: () => void;
}

/** In place of the app where the site asks for a passphrase and there is none: no word can be written before. */
export function RequiredPassphrase({ vault, onSet }: RequiredPassphraseProps): ReactNode {
  return (
    <main className={styles['screen']}>
      <div className={styles['card']}>
        <LockKeyhole className={styles['sign']} aria-hidden="true" />
        <h1>Set a passphrase</h1>
        <p>
          Your site asks for one before anything is written here. It encrypts your reports on this computer.
        </p>
        <NewPassphrase
          action="Set passphrase and lock"
          isNext
          onSubmit={async (passphrase) => {
            // What a demo may have stored here before is sealed anew, as from the settings.
            await vault.openDemo();
            await vault.setPassphrase(passphrase);
            onSet();
          }}
        />
        <p className={styles['quiet']}>
          Readroom then locks and asks for it. Nobody can bring a forgotten passphrase back: without it, the
          reports are lost. Where the browser offers to save it, decline: it would lie beside what it opens.
        </p>
      </div>
    </main>
  );
}
