import { Check, Download, ShieldCheck, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { EngineMove } from '../../platform/engine/adaptive/adaptive-engine-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { SENTENCES, type ErrorCode } from '../../domain/errors/catalog.ts';
import { needsInstall } from '../../domain/errors/needs-install.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { InstallProgressView } from './install-progress.tsx';
import { LoadProgressView } from './load-progress.tsx';
import type { ModelSession, ModelSessionState } from './model-session.ts';
import styles from './model-panel.module.css';

interface ModelPanelProps {
  readonly session: ModelSession;
  /** Leaves the choice of the engine to the app; null where it is left to it already. */
  readonly onAutomatic: (() => void) | null;
  /** Opens the Model library: another model, or one from a disk. */
  readonly onModels: () => void;
}

/** Where a draft would appear, as long as no model can write one: what it takes to get there. */
export function ModelPanel({ session, onAutomatic, onModels }: ModelPanelProps): ReactNode {
  const state = useStore(session);
  switch (state.phase) {
    case 'checking':
      return null;
    case 'ready':
      return state.alert === null ? null : (
        <EngineAlert code={state.alert} move={state.move} onUnderstood={session.dismissAlert} />
      );
    case 'absent':
      return <InstallOffer session={session} onModels={onModels} />;
    case 'installing':
      return <InstallProgressView session={session} />;
    case 'loading':
      return <LoadProgressView session={session} />;
    case 'failed':
      return state.failure === null ? null : (
        <ErrorNotice
          error={state.failure.error}
          actions={
            <>
              <Button onClick={() => void session.retry()}>
                {installsAgain(state) ? 'Install again' : 'Try again'}
              </Button>
              {onAutomatic !== null && state.failure.during === 'load' && (
                <Button onClick={onAutomatic}>Choose the engine automatically</Button>
              )}
              <Button onClick={onModels}>Open the Model library</Button>
            </>
          }
        />
      );
  }
}

/** Only what the server has can be fetched again; the Model library helps with the rest. */
function installsAgain({ failure, offered, installed }: ModelSessionState): boolean {
  return failure !== null && needsInstall(failure.error.code) && offered?.id === installed?.manifest.id;
}

function EngineAlert({
  code,
  move,
  onUnderstood,
}: {
  readonly code: ErrorCode;
  readonly move: EngineMove | null;
  readonly onUnderstood: () => void;
}): ReactNode {
  const failure = move?.failure ?? null;
  return (
    <Notice
      details={failure === null ? code : `${code}, ${failure.code}`}
      actions={<Button onClick={onUnderstood}>Understood</Button>}
    >
      {SENTENCES[code]} {describeMove(move)}
    </Notice>
  );
}

/** Promises no more than has come about. */
function describeMove(move: EngineMove | null): string {
  if (move === null || move.probe !== null) return 'The processor drafts instead.';
  if (move.failure === null) return 'The model is being loaded on the processor.';
  return `The processor could not take over, and the next draft tries it again: ${move.failure.sentence}`;
}

function InstallOffer({ session, onModels }: Omit<ModelPanelProps, 'onAutomatic'>): ReactNode {
  const { offered, install } = useStore(session);
  if (offered === null) return null;
  const here = install?.doneBytes ?? 0;
  const resumes = here > 0 && here < offered.totalBytes;
  return (
    <section className={styles['panel']} aria-labelledby="install-title">
      <h2 id="install-title" className={styles['headline']}>
        Impressions drafted on this computer, and nowhere else
      </h2>
      <p>
        Type findings, pause, and a language model inside this browser drafts the impression. It is installed
        once; then no connection is needed.
      </p>
      <ul className={styles['facts']}>
        <li>
          <ShieldCheck aria-hidden="true" />
          What you type is never sent anywhere.
        </li>
        <li>
          <Check aria-hidden="true" />
          Model text stays marked as a draft until you accept it.
        </li>
        <li>
          <UserRound aria-hidden="true" />
          What you have edited is never overwritten.
        </li>
      </ul>
      <div className={styles['row']}>
        <Button tone="primary" icon={<Download aria-hidden="true" />} onClick={() => void session.install()}>
          {resumes ? 'Resume installing' : 'Install model'}
        </Button>
        <p className={styles['quiet']}>
          {offered.displayName}
          <br />
          {resumes
            ? `${formatBytes(here)} of ${formatBytes(offered.totalBytes)} already here`
            : `${formatBytes(offered.totalBytes)}, once`}
        </p>
      </div>
      <div className={styles['row']}>
        <Button onClick={onModels}>Open the Model library</Button>
        <p className={styles['quiet']}>A model from a disk, or one that you merge yourself.</p>
      </div>
    </section>
  );
}
