import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isOpen } from './job.ts';
import type { JobsStore } from './jobs-store.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';

/** What is read about models is read again whenever a job begins or ends. */
export function useRefreshAfterJobs(jobs: JobsStore): void {
  const client = useQueryClient();
  useEffect(
    () =>
      jobs.subscribe((state, before) => {
        const count = (of: typeof state): string =>
          of.jobs
            .filter(isOpen)
            .map(({ id }) => id)
            .join();
        if (count(state) !== count(before)) void client.invalidateQueries({ queryKey: MODELS_KEY });
      }),
    [jobs, client],
  );
}
