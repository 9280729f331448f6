import type { ReactNode } from 'react';
import styles from './privacy-page.module.css';

interface ScrollTableProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A table that scrolls inside its frame where it is longer or wider. */
export function ScrollTable({ label, children }: ScrollTableProps): ReactNode {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by keyboard too
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label={label}>
      <table className={styles['table']}>{children}</table>
    </div>
  );
}
