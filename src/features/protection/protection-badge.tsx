import { Lock, LockOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { KEYS } from '../../ui/shortcuts.ts';
import styles from './protection.module.css';

interface ProtectionBadgeProps {
  readonly protection: 'demo' | 'passphrase';
  readonly onLock: () => void;
  readonly onSettings: () => void;
}

/** Locks, or says in sight of everybody that there is nothing to lock with. */
export function ProtectionBadge({ protection, onLock, onSettings }: ProtectionBadgeProps): ReactNode {
  if (protection === 'passphrase')
    return (
      <IconButton label={`Lock (${KEYS.lock})`} aria-keyshortcuts="Alt+L" icon={<Lock />} onClick={onLock} />
    );
  return (
    <Button
      icon={<LockOpen aria-hidden="true" />}
      aria-haspopup="dialog"
      className={styles['demo']}
      onClick={onSettings}
    >
      Demo: no passphrase
    </Button>
  );
}
