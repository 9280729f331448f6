import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { LoadProgress } from '../../platform/engine/engine-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import type { ModelSession } from './model-session.ts';
import styles from './model-panel.module.css';

const PHASES: Record<LoadProgress['phase'], string> = {
  verify: 'Checking its files',
  upload: 'Handing it to the engine',
  compile: 'Preparing the graphics card',
  check: 'Checking that it computes rightly',
};

export function LoadProgressView({ session }: { readonly session: ModelSession }): ReactNode {
  const { load } = useStore(session);
  // What follows the bytes has none of its own: the bar stays full.
  const bytes = load === null ? { done: 0, total: 1 } : { done: load.doneBytes, total: load.totalBytes };
  const full = load !== null && load.totalBytes === 0;
  return (
    <section className={styles['panel']} aria-labelledby="load-title">
      <h2 id="load-title" className={styles['title']}>
        Loading the model
      </h2>
      <ProgressBar label="Loaded" done={full ? 1 : bytes.done} total={full ? 1 : bytes.total} />
      <div className={styles['row']}>
        <p className={[styles['quiet'], styles['grow']].join(' ')}>
          {load === null ? 'Opening the installed files' : describeLoad(load)}
        </p>
        <Button onClick={session.stopLoading}>Stop</Button>
      </div>
    </section>
  );
}

/** Phases that handle no bytes tell none. */
export function describeLoad({ phase, doneBytes, totalBytes }: LoadProgress): string {
  const bytes = totalBytes > 0 ? ` · ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}` : '';
  return `${PHASES[phase]}${bytes}`;
}
