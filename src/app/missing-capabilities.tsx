import type { ReactNode } from 'react';
import type { ErrorCode } from '../domain/errors/catalog.ts';
import { ErrorNotice } from '../ui/notice.tsx';
import styles from './app.module.css';

/** Shown in place of the app where it cannot run. */
export function MissingCapabilities({ codes }: { readonly codes: readonly ErrorCode[] }): ReactNode {
  return (
    <main className={styles['center']}>
      <h1>Readroom cannot run here</h1>
      {codes.map((code) => (
        <ErrorNotice key={code} error={{ code, detail: '' }} />
      ))}
      <p>A current version of Chrome or Edge has everything it needs.</p>
    </main>
  );
}
