import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { MAX_NOTES_LENGTH } from '../../domain/model/model-details.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import styles from './model-pane.module.css';
import type { ChangeModel } from './use-models.ts';

interface ModelNotesProps {
  readonly model: InstalledModel;
  readonly onChange: ChangeModel;
  readonly onDone: (text: string) => void;
}

/** What colleagues should know of this model; kept when the field is left, by whatever way. */
export function ModelNotes({ model, onChange, onDone }: ModelNotesProps): ReactNode {
  const kept = model.details.notes;
  const [notes, setNotes] = useState(kept);
  const [error, setError] = useState<ReadroomError | null>(null);
  const latest = useRef({ notes, kept, onChange });
  useEffect(() => {
    latest.current = { notes, kept, onChange };
  });
  useEffect(
    () => () => {
      // No blur is told when the field goes away under the cursor, such as by the key that leads back.
      const { notes: written, kept: before, onChange: change } = latest.current;
      if (written !== before) void change({ notes: written });
    },
    [],
  );
  const save = async (): Promise<void> => {
    if (notes === kept) return;
    const refusal = await onChange({ notes });
    setError(refusal);
    if (refusal === null) onDone('Notes saved.');
  };
  return (
    <div className={styles['notes']}>
      <label htmlFor={`notes-${model.manifest.id}`}>Notes</label>
      <textarea
        id={`notes-${model.manifest.id}`}
        rows={3}
        value={notes}
        maxLength={MAX_NOTES_LENGTH}
        placeholder="What it is good for, who asked for it, what to watch. No patient data."
        onChange={(event) => setNotes(event.target.value)}
        onBlur={() => void save()}
      />
      {error !== null && (
        <ErrorNotice error={error} actions={<Button onClick={() => void save()}>Save again</Button>} />
      )}
    </div>
  );
}
