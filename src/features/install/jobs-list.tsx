import { useRef, useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { InstallState } from './install-state.ts';
import { JobCard } from './job-card.tsx';
import { modelOf } from './job.ts';
import styles from './install.module.css';
import { useLeftovers } from './use-unfinished.ts';

export interface JobsListProps {
  readonly state: InstallState;
  /** Makes a model that has just been installed the one that drafts; rejects when it is there no more. */
  readonly onUse: (model: InstalledModel) => Promise<unknown>;
  /** Frees the room of what is not whole. */
  readonly onRemove: (modelId: string) => Promise<void>;
  readonly activeId: string | null;
}

/** What is being installed, merged or copied now, and what has just been. */
export function JobsList(props: JobsListProps): ReactNode {
  const entries = useStore(props.state.jobs, ({ jobs }) => jobs);
  const leftovers = useLeftovers(props.state);
  const title = useRef<HTMLHeadingElement>(null);
  const count = useRef(entries.length);
  useEffect(() => {
    // The button that began or dismissed a job is gone: the focus goes to where it is told, not nowhere.
    const changed = count.current !== entries.length;
    count.current = entries.length;
    if (changed && document.activeElement === document.body) title.current?.focus();
  }, [entries.length]);
  if (entries.length === 0) return null;
  return (
    <section className={styles['panel']} aria-labelledby="jobs-title">
      <h3 id="jobs-title" tabIndex={-1} ref={title}>
        In progress
      </h3>
      <ul className={styles['rows']} aria-label="Jobs">
        {entries.map((job) => (
          <JobCard
            key={job.id}
            {...props}
            job={job}
            leftover={leftovers.find(({ id }) => id === modelOf(job)) ?? null}
          />
        ))}
      </ul>
    </section>
  );
}
