import { ShieldQuestion } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import type { Finished } from './intake-store.ts';
import styles from './install.module.css';
import { describeFinished } from './words.ts';

interface FoundModelProps {
  readonly found: Finished;
  readonly onInstall: (leaveOutPrompt: boolean) => void;
  readonly onLeave: () => void;
}

/** A finished model that was chosen: what it is, what it would replace, and what comes with it. */
export function FoundModel({ found, onInstall, onLeave }: FoundModelProps): ReactNode {
  const { name, unverified, replaces, prompt } = found.inspection;
  const [takesPrompt, setTakesPrompt] = useState(true);
  return (
    <li className={styles['item']} aria-label={name}>
      <div className={styles['grow']}>
        <p className={styles['name']}>{name}</p>
        <p className={styles['quiet']}>{describeFinished(found.inspection)}</p>
        {unverified && (
          <Chip tone="warning" icon={<ShieldQuestion aria-hidden="true" />}>
            Unverified source: nothing vouches for its bytes
          </Chip>
        )}
        {replaces !== null && (
          <p className={styles['quiet']}>
            {replaces.same
              ? `Installed already, as ${replaces.name}: what is here and sound is used, and not read from these files again.`
              : `Takes the place of ${replaces.name}, which is installed under the same identifier.`}
          </p>
        )}
        {prompt !== null && (
          <>
            <label className={styles['check']}>
              <input
                type="checkbox"
                checked={takesPrompt}
                onChange={(event) => setTakesPrompt(event.target.checked)}
              />
              <span>With the prompt that comes beside it; no hash vouches for that</span>
            </label>
            <details className={styles['details']}>
              <summary>That prompt</summary>
              {/* Scrolls by itself, so the keyboard must be able to reach it. */}
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
              <pre tabIndex={0} aria-label="Prompt that comes with it">
                {[prompt.systemMessage, prompt.template].filter((text) => text !== '').join('\n\n')}
              </pre>
            </details>
          </>
        )}
      </div>
      <Button tone="primary" onClick={() => onInstall(prompt !== null && !takesPrompt)}>
        {replaces === null ? 'Install' : replaces.same ? 'Install again' : 'Replace'}
      </Button>
      <Button onClick={onLeave}>Not now</Button>
    </li>
  );
}
