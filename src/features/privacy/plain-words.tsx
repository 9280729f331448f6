import type { ReactNode } from 'react';
import styles from './privacy-page.module.css';
import { ScrollTable } from './scroll-table.tsx';

const STORED: readonly (readonly [what: string, where: string, how: string])[] = [
  [
    'Reports and their drafts, settings, text that a closing page could not save in the ordinary way, and the audit log',
    'IndexedDB “readroom-sealed”',
    'Encrypted (AES-256-GCM). The key opens with your passphrase (Argon2id); without one it is a demo, whose key lies beside it on this disk. Readable: how many there are and how long, and light or dark',
  ],
  [
    'Installed models and their hashes',
    'IndexedDB “readroom-models”, “webllm/model”, “webllm/config”, “webllm/wasm”',
    'Readable: nothing of yours is in a model, but its name and notes are as you wrote them',
  ],
  ['The app itself', 'The browser’s caches', 'Readable: the same for everyone'],
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

/** What is kept, what can leave and what nobody promises, for a reader who knows no browser from inside. */
export function PlainWords(): ReactNode {
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
          page may speak to its own server and to nobody else, whatever its code tries. Which of them this
          browser enforces stands below, and the self-test tries them.
        </p>
      </section>
      <section className={styles['section']} aria-labelledby="stored-title">
        <h3 id="stored-title">What is stored, and where</h3>
        <ScrollTable label="Table of what is stored">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Where in this browser’s profile</th>
              <th scope="col">In which form</th>
            </tr>
          </thead>
          <tbody>
            {STORED.map(([what, where, how]) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{where}</td>
                <td>{how}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
        <p className={styles['quiet']}>
          No cookies, no localStorage. Clearing this site’s data in the browser removes all of it.
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
