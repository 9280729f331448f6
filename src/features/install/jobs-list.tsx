import { useRef, useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { JobsStore } from './jobs-store.ts';
import { JobCard } from './job-card.tsx';
import styles from './install.module.css';

export interface JobsListProps {
  readonly jobs: JobsStore;
  /** Makes a model that has just been installed the one that drafts. */
  readonly onUse: (model: InstalledModel) => void;
  readonly activeId: string | null;
}

/** What is being installed, merged or copied now, and what has just been. */
export function JobsList({ jobs, onUse, activeId }: JobsListProps): ReactNode {
  const entries = useStore(jobs, (state) => state.jobs);
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
          <JobCard key={job.id} job={job} jobs={jobs} onUse={onUse} activeId={activeId} />
        ))}
      </ul>
    </section>
  );
}
