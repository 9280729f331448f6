import type { ReactNode } from 'react';
import type { LoadProgress } from '../../platform/engine/engine-port.ts';
import { formatBytes } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import styles from './model-panel.module.css';

const PHASES: Record<LoadProgress['phase'], string> = {
  verify: 'Checking its files',
  upload: 'Handing it to the engine',
  'warm-up': 'Warming up',
};

export function LoadProgressView({ progress }: { readonly progress: LoadProgress | null }): ReactNode {
  return (
    <section className={styles['panel']} aria-labelledby="load-title">
      <h2 id="load-title" className={styles['title']}>
        Loading the model
      </h2>
      <ProgressBar label="Loaded" done={progress?.doneBytes ?? 0} total={progress?.totalBytes ?? 1} />
      <p className={styles['quiet']}>
        {progress === null
          ? 'Opening the installed files'
          : `${PHASES[progress.phase]} · ${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}`}
      </p>
    </section>
  );
}
