import { useEffect, useId, useRef, useState, type InputHTMLAttributes, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { MIN_PASSPHRASE_CHARACTERS, passphraseFault } from '../../domain/vault/passphrase.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { PassphraseFields } from '../../ui/passphrase-fields.tsx';
import styles from './protection.module.css';

interface NewPassphraseProps {
  /** What the button does, such as "Set passphrase". */
  readonly action: string;
  /** The passphrase of now is asked for, too. */
  readonly asksForOld?: boolean;
  /** It is what somebody came for: the cursor begins here, and the button is the next step. */
  readonly isNext?: boolean;
  /** Told with fields emptied; rejects with why it could not be done. */
  readonly onSubmit: (passphrase: string, old: string) => Promise<void>;
}

/** A passphrase typed twice. The fields hold it, nothing else does, and they are emptied when it has been used. */
export function NewPassphrase({
  action,
  asksForOld = false,
  isNext = false,
  onSubmit,
}: NewPassphraseProps): ReactNode {
  const id = useId();
  const [fault, setFault] = useState<string | null>(null);
  const [error, setError] = useState<ReadroomError | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isNext) form.current?.querySelector('input')?.focus();
  }, [isNext]);

  const submit = async (filled: HTMLFormElement): Promise<void> => {
    const typed = (name: string): string => {
      const field = filled.elements.namedItem(name);
      return field instanceof HTMLInputElement ? field.value : '';
    };
    const passphrase = typed('new');
    const wrong =
      passphraseFault(passphrase) ??
      (passphrase === typed('again') ? null : 'The two passphrases are not the same.');
    setFault(wrong);
    setError(null);
    if (busy || wrong !== null) return;
    setBusy(true);
    try {
      await onSubmit(passphrase, typed('old'));
      filled.reset();
    } catch (caught) {
      setError(asReadroomError(caught));
    } finally {
      setBusy(false);
    }
  };

  const field = (
    name: string,
    label: string,
    attributes: InputHTMLAttributes<HTMLInputElement>,
  ): ReactNode => (
    <>
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <input
        {...attributes}
        id={`${id}-${name}`}
        name={name}
        required={name === 'old'}
        aria-invalid={name !== 'old' && fault !== null}
        aria-describedby={`${id}-rule ${id}-fault`}
      />
    </>
  );
  return (
    <form
      ref={form}
      className={styles['form']}
      aria-label={action}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <PassphraseFields>
        {(secret) => (
          <>
            {asksForOld && field('old', 'Current passphrase', secret('current-password'))}
            <p id={`${id}-rule`} className={styles['quiet']}>
              At least {MIN_PASSPHRASE_CHARACTERS} characters: four or five unrelated words are good.
            </p>
            {field('new', asksForOld ? 'New passphrase' : 'Passphrase', secret('new-password'))}
            {field('again', 'The same again', secret('new-password'))}
          </>
        )}
      </PassphraseFields>
      <p id={`${id}-fault`} className={styles['fault']} role="status">
        {fault}
      </p>
      {error !== null && <ErrorNotice error={error} />}
      <div className={styles['row']}>
        <Button type="submit" tone={isNext ? 'primary' : 'plain'} isDimmed={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
