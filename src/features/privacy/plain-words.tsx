import type { ReactNode } from 'react';
import styles from './privacy-page.module.css';

const STORED: readonly (readonly [what: string, form: string, where: string])[] = [
  [
    'Reports, drafts, settings and the audit log',
    'Encrypted (AES-256-GCM) under a key that your passphrase opens (Argon2id). In a demo, without a passphrase, that key lies beside them on this disk. Readable: how many there are, how long, and the appearance.',
    'IndexedDB “readroom-sealed”',
  ],
  [
    'Installed models',
    'Readable. Nothing of yours is in a model, but its name, notes and prompt are as you wrote them.',
    'IndexedDB “readroom-models”, “webllm/model”, “webllm/config”, “webllm/wasm”',
  ],
  ['The app itself', 'Readable, and the same for everyone.', 'The browser’s caches'],
];

const UNPROTECTED: readonly (readonly [what: string, why: string])[] = [
  [
    'Extensions of the browser',
    'They stand above every page and may read what is on it. A managed browser lets none in.',
  ],
  [
    'The browser and the operating system',
    'Synchronised profiles, spelling services, screen recording, keyloggers, another user of this account, a copy of the disk.',
  ],
  [
    'The first load',
    'Who can change what this server hands out can change every rule on this page. The evidence pack compares each file with the build.',
  ],
  [
    'A browser without the allowlist',
    'Firefox, Safari and Chrome before 152 do not know it. There navigation, downloads, WebRTC and name lookups are held by your network alone.',
  ],
  ['Your clipboard', 'What you copy, other programs can read.'],
];

interface PlainWordsProps {
  /** Of the rules that are spoken of, which this browser enforces. */
  readonly enforced: ReactNode;
}

/** What is kept, what can leave and what nobody promises, for a reader who knows no browser from inside. */
export function PlainWords({ enforced }: PlainWordsProps): ReactNode {
  return (
    <>
      <section className={styles['section']} aria-labelledby="leaves-title">
        <h3 id="leaves-title">What can leave this computer: nothing that you write</h3>
        <p>
          The model drafts in this browser. The server hands out the app and the models and is asked for files
          by name; it is never sent a finding, an impression, a search or a setting. There is no account, no
          telemetry and no error report. What you export, print or copy is in your hands.
        </p>
        <p>
          You need not believe that. With every file the server sends rules for the browser to enforce: the
          page may speak to its own server and to nobody else, whatever its code tries. The self-test below
          tries them.
        </p>
      </section>
      <section className={styles['section']} aria-labelledby="enforced-title">
        <h3 id="enforced-title">What this browser enforces</h3>
        <p>Looked at when Readroom started.</p>
        {enforced}
      </section>
      <section className={styles['section']} aria-labelledby="stored-title">
        <h3 id="stored-title">What is stored, and where</h3>
        <dl className={styles['facts']}>
          {STORED.map(([what, form, where]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{form}</dd>
              <dd className={styles['where']}>{where}</dd>
            </div>
          ))}
        </dl>
        <p className={styles['quiet']}>
          All of it lies in this browser’s profile; there are no cookies. Clearing this site’s data in the
          browser removes it.
        </p>
      </section>
      <section className={styles['section']} aria-labelledby="unprotected-title">
        <h3 id="unprotected-title">What this does not protect from</h3>
        <dl className={styles['facts']}>
          {UNPROTECTED.map(([what, why]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{why}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
