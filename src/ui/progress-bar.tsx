import type { ReactNode } from 'react';
import styles from './progress-bar.module.css';

interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** How far, as a thin bar; the numbers stand beside it in words. */
export function ProgressBar({ label, done, total }: ProgressBarProps): ReactNode {
  return (
    <progress
      className={styles['bar']}
      aria-label={label}
      value={Math.min(done, total)}
      max={Math.max(total, 1)}
    />
  );
}
