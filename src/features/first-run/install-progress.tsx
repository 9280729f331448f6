import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { InstallProgress } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatTimeLeft } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import type { ModelSession } from './model-session.ts';
import styles from './model-panel.module.css';

export function InstallProgressView({ session }: { readonly session: ModelSession }): ReactNode {
  const { install, offered } = useStore(session);
  const total = install?.totalBytes ?? offered?.totalBytes ?? 0;
  return (
    <section className={styles['panel']} aria-labelledby="install-title">
      <h2 id="install-title" className={styles['title']}>
        Installing the model
      </h2>
      <ProgressBar label="Installed" done={install?.doneBytes ?? 0} total={total} />
      <div className={styles['row']}>
        <p className={styles['grow']}>
          {install === null ? 'Checking the free storage' : describeProgress(install)}
        </p>
        <Button onClick={() => session.cancel()}>Cancel</Button>
      </div>
      <p className={styles['quiet']}>You can already type the findings. Cancelling keeps what has arrived.</p>
    </section>
  );
}

export function describeProgress(progress: InstallProgress): string {
  const { doneBytes, totalBytes, bytesPerSecond, phase } = progress;
  const done = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  if (phase === 'waiting') return 'Another tab is installing this model; this one goes on when it is done';
  if (phase === 'preflight') return 'Checking the free storage';
  if (phase === 'verify') return `${done} · checking the files`;
  const left = bytesPerSecond > 0 ? (totalBytes - doneBytes) / bytesPerSecond : Infinity;
  return `${done} · ${formatBytes(bytesPerSecond)}/s · ${formatTimeLeft(left)}`;
}
