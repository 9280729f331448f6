import { Trash2 } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import styles from './model-pane.module.css';

interface RemoveQuestionProps {
  readonly model: InstalledModel;
  readonly isActive: boolean;
  readonly isLast: boolean;
  /** Name of the model that would draft without it; null when not known. */
  readonly successor: string | null;
  readonly isRemoving: boolean;
  readonly onRemove: () => void;
  readonly onKeep: () => void;
}

/** What removing means, before it is done; the harmless answer has the focus. */
export function RemoveQuestion(props: RemoveQuestionProps): ReactNode {
  const { model, isActive, isLast, successor, isRemoving, onRemove, onKeep } = props;
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  const { kind } = model.details.source;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape is the answer “Keep”
    <div
      className={styles['question']}
      role="group"
      aria-label={`Remove ${model.details.name}?`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isRemoving) return;
        event.preventDefault();
        onKeep();
      }}
    >
      <p>
        Removing it frees {formatBytes(model.manifest.totalBytes)} in this browser.{' '}
        {kind === 'origin'
          ? 'This server can give it again.'
          : 'Only its files or an export can bring it back.'}{' '}
        {isActive &&
          (isLast
            ? 'It is the only model: nothing is drafted until another one is installed.'
            : `It drafts now: ${successor ?? 'another installed model'} takes its place.`)}
      </p>
      <Button tone="danger" icon={<Trash2 aria-hidden="true" />} isDimmed={isRemoving} onClick={onRemove}>
        {isRemoving ? 'Removing' : 'Remove'}
      </Button>
      <Button ref={keep} isDimmed={isRemoving} onClick={onKeep}>
        Keep
      </Button>
    </div>
  );
}
