import type { ReactNode } from 'react';
import styles from './key-hint.module.css';

/** The keys of an action, such as `Ctrl Enter`; decoration, since `aria-keyshortcuts` tells assistive technology. */
export function KeyHint({ keys }: { readonly keys: string }): ReactNode {
  return (
    <span className={styles['keys']} aria-hidden="true">
      <kbd>{keys.replaceAll(' ', '+')}</kbd>
    </span>
  );
}
