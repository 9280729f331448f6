import type { ReactNode } from 'react';
import styles from './chip.module.css';

interface ChipProps {
  readonly tone: 'quiet' | 'accent' | 'good' | 'warning';
  readonly icon: ReactNode;
  readonly children: ReactNode;
}

/** A state in a word or two; the icon carries it where colour cannot. */
export function Chip({ tone, icon, children }: ChipProps): ReactNode {
  return (
    <span className={[styles['chip'], styles[tone]].join(' ')}>
      {icon}
      <span>{children}</span>
    </span>
  );
}
