import { useEffect, useRef, useState, type InputHTMLAttributes, type ReactNode } from 'react';
import styles from './passphrase-fields.module.css';

type SecretAttributes = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'type' | 'autoComplete' | 'spellCheck' | 'autoCapitalize' | 'autoCorrect'
>;

interface PassphraseFieldsProps {
  /** The fields of one form; each takes what `secret` gives for what it is, such as `current-password`. */
  readonly children: (secret: (autoComplete: string) => SecretAttributes) => ReactNode;
}

/** Fields that a passphrase is typed into, and one switch that shows it: until the form is sent or goes away. */
export function PassphraseFields({ children }: PassphraseFieldsProps): ReactNode {
  const [shown, setShown] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const form = box.current?.form;
    const hide = (): void => setShown(false);
    form?.addEventListener('submit', hide);
    return () => form?.removeEventListener('submit', hide);
  }, []);
  return (
    <>
      {children((autoComplete) => ({
        type: shown ? 'text' : 'password',
        // IMPORTANT: what stands in a field of text a browser keeps to restore the page with, on the disk, and may send to
        // a spelling service.
        autoComplete: shown ? 'off' : autoComplete,
        ...{ spellCheck: false, autoCapitalize: 'none', autoCorrect: 'off' },
      }))}
      <label className={styles['switch']}>
        <input
          ref={box}
          type="checkbox"
          checked={shown}
          onChange={(event) => setShown(event.target.checked)}
        />
        Show passphrase
      </label>
    </>
  );
}
