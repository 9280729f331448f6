import { CircleQuestionMark, Cpu, Gpu } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, DialogTrigger } from 'react-aria-components';
import { Explanation } from '../../ui/explanation.tsx';
import styles from './status-line.module.css';

export interface EngineBadgeProps {
  readonly kind: 'cpu' | 'webgpu';
  /** Such as `CPU, 2 threads`. */
  readonly label: string;
  /** Why it is not the preferred engine; null when it is. */
  readonly note: string | null;
}

/** Which engine drafts; where it is not the one hoped for, a button tells why. */
export function EngineBadge({ kind, label, note }: EngineBadgeProps): ReactNode {
  const Icon = kind === 'webgpu' ? Gpu : Cpu;
  if (note === null) {
    return (
      <span className={styles['part']}>
        <Icon aria-hidden="true" />
        {label}
      </span>
    );
  }
  return (
    <DialogTrigger>
      <Button className={[styles['part'], styles['why']].join(' ')} aria-label={`${label}, and why`}>
        <Icon aria-hidden="true" />
        {label}
        <CircleQuestionMark aria-hidden="true" />
      </Button>
      <Explanation title="Drafting on the processor" placement="top start">
        <p>{note}</p>
        <p className={styles['quiet']}>
          The model is the same; it is slower here, and a word may differ. The settings tell more and change
          it.
        </p>
      </Explanation>
    </DialogTrigger>
  );
}
