import { X } from 'lucide-react';
import { useId, useRef, useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { TransferredError } from '../../domain/errors/readroom-error.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type { FileChooser } from '../../platform/files/file-chooser.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatBytes, plural } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ChooseButtons } from './choose-buttons.tsx';
import styles from './install.module.css';

interface ChosenInputProps {
  /** The group's name, such as `Base`. */
  readonly name: string;
  readonly title: string;
  readonly hint: ReactNode;
  readonly chosen: ChosenFiles | null;
  /** What is wrong with what was chosen; told right here. */
  readonly problems: readonly TransferredError[];
  readonly chooser: FileChooser;
  readonly onChosen: (files: ChosenFiles | null) => void;
}

/** One input of a merge: what it takes, what was chosen, and what is wrong with that. */
export function ChosenInput(props: ChosenInputProps): ReactNode {
  const { name, title, hint, chosen, problems, chooser, onChosen } = props;
  const hintId = useId();
  const [failure, setFailure] = useState<TransferredError | null>(null);
  const group = useRef<HTMLDivElement>(null);
  return (
    <div role="group" aria-label={name} aria-describedby={hintId} className={styles['input']} ref={group}>
      <h5>{title}</h5>
      <p id={hintId} className={styles['quiet']}>
        {hint}
      </p>
      <div className={styles['row']}>
        <ChooseButtons
          chooser={chooser}
          what={name}
          onChosen={(files) => {
            setFailure(null);
            onChosen(files);
          }}
          onError={(error) => setFailure(asReadroomError(error).toTransfer())}
        >
          {chosen !== null && (
            <p className={styles['chosen']}>
              <span className={styles['name']}>{chosen.label}</span>
              <span className={styles['quiet']}>{describeChosen(chosen)}</span>
              <IconButton
                label={`Take ${chosen.label} out`}
                icon={<X />}
                onClick={() => {
                  // This button goes away: the focus returns to the ones that choose.
                  group.current?.querySelector('button')?.focus();
                  onChosen(null);
                }}
              />
            </p>
          )}
        </ChooseButtons>
      </div>
      {[...(failure === null ? [] : [failure]), ...problems].map((problem) => (
        <ErrorNotice key={`${problem.code} ${problem.detail}`} error={problem} />
      ))}
    </div>
  );
}

function describeChosen({ files }: ChosenFiles): string {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  return `${plural(files.length, 'file')}, ${formatBytes(bytes)}`;
}
