import { Lock, LockOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { KEYS } from '../../ui/shortcuts.ts';
import styles from './protection.module.css';

interface ProtectionBadgeProps {
  readonly protection: 'demo' | 'passphrase';
  readonly onLock: () => void;
  /** Opens the settings where a passphrase is set. */
  readonly onSetPassphrase: () => void;
}

/** Locks, or says in sight of everybody that there is nothing to lock with. */
export function ProtectionBadge({ protection, onLock, onSetPassphrase }: ProtectionBadgeProps): ReactNode {
  if (protection === 'passphrase')
    return (
      <Button
        icon={<Lock aria-hidden="true" />}
        keys={KEYS.lock}
        aria-keyshortcuts="Alt+L"
        className={styles['lock']}
        onClick={onLock}
      >
        Lock
      </Button>
    );
  return (
    <Button
      icon={<LockOpen aria-hidden="true" />}
      aria-haspopup="dialog"
      className={styles['demo']}
      onClick={onSetPassphrase}
    >
      Demo: no passphrase
    </Button>
  );
}
