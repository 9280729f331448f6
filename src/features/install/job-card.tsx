import { useRef, useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { TransferredError } from '../../domain/errors/readroom-error.ts';
import type { UnfinishedModel } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './install.module.css';
import { JobOutcomeText } from './job-outcome.tsx';
import type { JobsListProps } from './jobs-list.tsx';
import { canPause, isOpen, type JobEntry } from './job.ts';
import { describeJob, KINDS } from './words.ts';

interface JobCardProps extends JobsListProps {
  readonly job: JobEntry;
  /** What it left in this browser, as long as that is not whole. */
  readonly leftover: UnfinishedModel | null;
}

/** One job: how far it is, and what can be done about it. */
export function JobCard({ job, leftover, state, onUse, onRemove, activeId }: JobCardProps): ReactNode {
  const { jobs } = state;
  const card = useRef<HTMLLIElement>(null);
  const { id, kind, title, phase, progress, error, outcome } = job;
  const installed = outcome?.model ?? null;
  const again = useRef<HTMLButtonElement>(null);
  const keptFocus = useKeptFocus(card, again);
  const [asked, setAsked] = useState(false);
  const [refusal, setRefusal] = useState<TransferredError | null>(null);
  const isPaused = phase === 'paused';
  const canRetry = phase === 'failed' || phase === 'cancelled';
  const leavings = canRetry ? leftover : null;
  const attempt = async (work: Promise<unknown>): Promise<void> => {
    setRefusal(null);
    try {
      await work;
    } catch (caught) {
      setRefusal(asReadroomError(caught).toTransfer());
    }
  };
  return (
    <li ref={card} tabIndex={-1} aria-label={title} className={styles['job']} {...keptFocus}>
      <div className={styles['row']}>
        <div className={styles['grow']}>
          <p>
            <span className={styles['name']}>{title}</span>{' '}
            <span className={styles['quiet']}>{KINDS[kind]}</span>
          </p>
          {phase === 'done' && outcome !== null ? (
            <JobOutcomeText outcome={outcome} answer={job.answer} />
          ) : (
            phase !== 'failed' && <p className={styles['figures']}>{describeJob(job)}</p>
          )}
          {error !== null && <ErrorNotice error={error} />}
          {refusal !== null && <ErrorNotice error={refusal} />}
        </div>
        <div className={styles['row']}>
          {/* One button under two names: a second press takes back the first. */}
          {(phase === 'running' || isPaused) && canPause(job) && (
            <Button onClick={() => (isPaused ? jobs.resume(id) : jobs.pause(id))}>
              {isPaused ? 'Continue' : 'Pause'}
            </Button>
          )}
          {isOpen(job) && (
            <Button isDimmed={phase === 'cancelling'} onClick={() => jobs.cancel(id)}>
              {phase === 'cancelling' ? 'Cancelling' : 'Cancel'}
            </Button>
          )}
          {canRetry && !asked && (
            <Button ref={again} onClick={() => jobs.retry(id)}>
              {phase === 'failed' ? 'Try again' : 'Go on'}
            </Button>
          )}
          {leavings !== null && !asked && <Button onClick={() => setAsked(true)}>Remove</Button>}
          {leavings !== null && asked && (
            <>
              <Button tone="danger" onClick={() => void attempt(onRemove(leavings.id))}>
                Remove, {formatBytes(leavings.presentBytes)}
              </Button>
              <Button onClick={() => setAsked(false)}>Keep</Button>
            </>
          )}
          {installed !== null && installed.manifest.id !== activeId && (
            <Button tone="primary" onClick={() => void attempt(onUse(installed))}>
              Use it now
            </Button>
          )}
          {/* What was cancelled is gone on with or removed: put away it would only stand below. */}
          {!isOpen(job) && (phase !== 'cancelled' || leavings === null) && (
            <Button onClick={() => jobs.dismiss(id)}>Dismiss</Button>
          )}
        </div>
      </div>
      {isOpen(job) && (
        <ProgressBar
          label={`Progress of ${title}`}
          done={progress?.doneBytes ?? 0}
          total={progress?.totalBytes ?? 0}
        />
      )}
    </li>
  );
}
