import { LockKeyhole } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { PassphraseFields } from '../../ui/passphrase-fields.tsx';
import styles from './lock.module.css';

interface UnlockScreenProps {
  /** How long nobody may try, ms. */
  readonly waitBefore: () => Promise<number>;
  /** Opens everything and leaves this screen; rejects with why it cannot. */
  readonly onUnlock: (passphrase: string) => Promise<void>;
  readonly clock: Pick<Clock, 'after'>;
}

/** All there is to see while Readroom is locked: nothing tells what is stored, how much, or how wrong a passphrase was. */
export function UnlockScreen({ waitBefore, onUnlock, clock }: UnlockScreenProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ReadroomError | null>(null);
  const seconds = useWait(waitBefore, clock, error);
  const waits = seconds > 0 && !busy;

  useEffect(() => field.current?.focus(), []);

  const unlock = async (): Promise<void> => {
    const input = field.current;
    if (busy || input === null || input.value === '') return;
    setBusy(true);
    setError(null);
    try {
      await onUnlock(input.value);
    } catch (caught) {
      setError(asReadroomError(caught));
      input.focus();
      input.select();
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className={styles['screen']}>
      <form
        className={styles['card']}
        aria-labelledby={`${id}-title`}
        onSubmit={(event) => {
          event.preventDefault();
          void unlock();
        }}
      >
        <LockKeyhole className={styles['sign']} aria-hidden="true" />
        <h1 id={`${id}-title`}>Readroom is locked</h1>
        <label htmlFor={`${id}-field`}>Passphrase</label>
        <PassphraseFields>
          {(secret) => (
            <input
              {...secret('current-password')}
              ref={field}
              id={`${id}-field`}
              required
              aria-invalid={error !== null}
              aria-describedby={waits ? `${id}-wait` : undefined}
            />
          )}
        </PassphraseFields>
        {error !== null && <ErrorNotice error={error} />}
        {waits && (
          // Counts down in sight, and is not read out with every second.
          <p id={`${id}-wait`} className={styles['quiet']} role="timer">
            The next try is possible in {seconds} s.
          </p>
        )}
        <p className={styles['quiet']} role="status">
          {busy ? 'Unlocking' : ''}
        </p>
        <Button tone="primary" type="submit" isDimmed={busy || waits}>
          Unlock
        </Button>
        <p className={styles['quiet']}>
          Nobody can bring a forgotten passphrase back. If you have a backup and its passphrase, clear this
          site’s data in the browser and restore it.
        </p>
      </form>
    </main>
  );
}

/** Seconds until the next try, counted down; asked again after every failure. */
function useWait(
  waitBefore: () => Promise<number>,
  clock: Pick<Clock, 'after'>,
  failure: ReadroomError | null,
): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    let cancel = (): void => undefined;
    let over = false;
    const look = async (): Promise<void> => {
      const wait = await waitBefore().catch(() => 0);
      if (over) return;
      setSeconds(Math.ceil(wait / 1000));
      if (wait > 0) cancel = clock.after(Math.min(wait, 1_000), () => void look());
    };
    void look();
    return () => {
      over = true;
      cancel();
    };
  }, [waitBefore, clock, failure]);
  return seconds;
}
