import { CircleAlert, CircleCheck } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './install.module.css';
import type { JobsListProps } from './jobs-list.tsx';
import { canPause, isOpen, type JobEntry, type JobOutcome } from './job.ts';
import { describeJob, KINDS } from './words.ts';

interface JobCardProps extends JobsListProps {
  readonly job: JobEntry;
}

/** One job: how far it is, and what can be done about it. */
export function JobCard({ job, jobs, onUse, activeId }: JobCardProps): ReactNode {
  const card = useRef<HTMLLIElement>(null);
  const { id, kind, title, phase, progress, error, outcome } = job;
  const installed = outcome?.model ?? null;
  const keptFocus = useKeptFocus(card);
  const held = phase === 'running' || phase === 'paused';
  return (
    <li ref={card} tabIndex={-1} aria-label={title} className={styles['job']} {...keptFocus}>
      <div className={styles['row']}>
        <div className={styles['grow']}>
          <p>
            <span className={styles['name']}>{title}</span>{' '}
            <span className={styles['quiet']}>{KINDS[kind]}</span>
          </p>
          {phase === 'done' && outcome !== null ? (
            <Outcome outcome={outcome} />
          ) : (
            phase !== 'failed' && <p className={styles['figures']}>{describeJob(job)}</p>
          )}
          {error !== null && <ErrorNotice error={error} />}
        </div>
        <div className={styles['row']}>
          {phase === 'running' && canPause(job) && <Button onClick={() => jobs.pause(id)}>Pause</Button>}
          {phase === 'paused' && <Button onClick={() => jobs.resume(id)}>Continue</Button>}
          {(held || phase === 'queued') && <Button onClick={() => jobs.cancel(id)}>Cancel</Button>}
          {(phase === 'failed' || phase === 'cancelled') && (
            <Button onClick={() => jobs.retry(id)}>{phase === 'failed' ? 'Try again' : 'Start again'}</Button>
          )}
          {installed !== null && installed.manifest.id !== activeId && (
            <Button tone="primary" onClick={() => onUse(installed)}>
              Use it now
            </Button>
          )}
          {!isOpen(job) && <Button onClick={() => jobs.dismiss(id)}>Dismiss</Button>}
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

function Outcome({ outcome: { model, libraries } }: { readonly outcome: JobOutcome }): ReactNode {
  const answer = model?.details.knownAnswer ?? null;
  const count = libraries.length;
  return (
    <div role="status" className={styles['stack']}>
      <Chip tone="good" icon={<CircleCheck aria-hidden="true" />}>
        {model === null
          ? `${count} compiled ${count === 1 ? 'library' : 'libraries'} kept`
          : `Installed${count === 0 ? '' : `, with ${count} compiled ${count === 1 ? 'library' : 'libraries'}`}`}
      </Chip>
      {model !== null &&
        (answer === null ? (
          <p className={styles['quiet']}>Its known answer is asked when it is first loaded.</p>
        ) : answer.outcome === 'passed' ? (
          <p className={styles['quiet']}>
            Known answer: right, {answer.agreed} of {answer.compared} clear choices the same, on the{' '}
            {answer.engine === 'cpu' ? 'processor' : 'graphics card'}.
          </p>
        ) : (
          <Chip tone="warning" icon={<CircleAlert aria-hidden="true" />}>
            Known answer: wrong. {SENTENCES['engine/wrong-numbers']}
          </Chip>
        ))}
    </div>
  );
}
