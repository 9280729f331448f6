import type { ReactNode } from 'react';
import styles from './meter.module.css';

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** The value in words. */
  readonly text: string;
}

/** How full something is. Not the element of that name: Chromium draws its fill in half of the height. */
export function Meter({ label, value, max, text }: MeterProps): ReactNode {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div
      className={styles['meter']}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-valuetext={text}
    >
      <div className={styles['fill']} style={{ width: `${share * 100}%` }} />
    </div>
  );
}
