import { Pencil } from 'lucide-react';
import { useEffect, useRef, useState, type SyntheticEvent, type ReactNode, type RefObject } from 'react';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { MAX_NAME_LENGTH } from '../../domain/model/model-details.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import styles from './model-pane.module.css';
import type { ChangeModel } from './use-models.ts';

interface ModelNameProps {
  readonly model: InstalledModel;
  readonly titleRef: RefObject<HTMLHeadingElement | null>;
  readonly onChange: ChangeModel;
  readonly onDone: (text: string) => void;
}

/** The name as a heading, written anew in its place. */
export function ModelName({ model, titleRef, onChange, onDone }: ModelNameProps): ReactNode {
  const { name } = model.details;
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<ReadroomError | null>(null);
  const rename = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const isEditing = draft !== null;
  const wasEditing = useRef(false);
  useEffect(() => {
    if (isEditing && !wasEditing.current) {
      field.current?.focus();
      field.current?.select();
    }
    if (!isEditing && wasEditing.current) rename.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);

  const stop = (): void => {
    setDraft(null);
    setError(null);
  };
  const save = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const next = draft?.trim() ?? '';
    if (next === '') return;
    if (next === name) {
      stop();
      return;
    }
    const refusal = await onChange({ name: next });
    setError(refusal);
    if (refusal !== null) return;
    stop();
    onDone(`Renamed to ${next}.`);
  };

  if (draft === null) {
    return (
      <div className={styles['heading']}>
        <h3 ref={titleRef} tabIndex={-1} className={styles['title']}>
          {name}
        </h3>
        <IconButton
          ref={rename}
          label="Rename"
          icon={<Pencil aria-hidden="true" />}
          onClick={() => setDraft(name)}
        />
      </div>
    );
  }
  return (
    <>
      <form className={styles['heading']} onSubmit={(event) => void save(event)}>
        <input
          ref={field}
          className={styles['nameField']}
          aria-label="Name of the model"
          value={draft}
          maxLength={MAX_NAME_LENGTH}
          autoComplete="off"
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            stop();
          }}
        />
        <Button type="submit" tone="primary" disabled={draft.trim() === ''}>
          Save
        </Button>
        <Button onClick={stop}>Cancel</Button>
      </form>
      {error !== null && <ErrorNotice error={error} />}
    </>
  );
}
