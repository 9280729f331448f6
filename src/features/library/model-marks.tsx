import { ArrowUpCircle, CircleCheck, CircleX, FileQuestion, ShieldAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { Chip } from '../../ui/chip.tsx';
import styles from './model-list.module.css';
import { isDamaged } from './words.ts';

interface ModelMarksProps {
  readonly model: InstalledModel;
  readonly isActive: boolean;
  readonly isOutdated: boolean;
}

/** What sets a model apart, each a word and an icon; nothing for one that is whole, known and not in use. */
export function ModelMarks({ model, isActive, isOutdated }: ModelMarksProps): ReactNode {
  const { source, knownAnswer } = model.details;
  const marks: ReactNode[] = [];
  if (isActive) {
    marks.push(
      <Chip key="active" tone="accent" icon={<CircleCheck aria-hidden="true" />}>
        In use
      </Chip>,
    );
  }
  if (isDamaged(model)) {
    marks.push(
      <Chip key="damaged" tone="warning" icon={<ShieldAlert aria-hidden="true" />}>
        Damaged
      </Chip>,
    );
  }
  if (knownAnswer?.outcome === 'failed') {
    marks.push(
      <Chip key="wrong" tone="warning" icon={<CircleX aria-hidden="true" />}>
        Known answer failed
      </Chip>,
    );
  }
  if (!source.verified) {
    marks.push(
      <Chip key="source" tone="warning" icon={<FileQuestion aria-hidden="true" />}>
        Unverified source
      </Chip>,
    );
  }
  if (isOutdated) {
    marks.push(
      <Chip key="newer" tone="quiet" icon={<ArrowUpCircle aria-hidden="true" />}>
        Newer build offered
      </Chip>,
    );
  }
  return marks.length === 0 ? null : <span className={styles['marks']}>{marks}</span>;
}
