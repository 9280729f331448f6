import { useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import type { UnfinishedModel } from '../../platform/model-store/model-store-port.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';
import type { InstallState } from './install-state.ts';
import { canGoOn, isOpen, modelOf, type JobEntry } from './job.ts';

type Parts = Pick<InstallState, 'jobs' | 'ports'>;

/** Everything that was begun and is not whole. */
export function useLeftovers({ ports }: Parts): readonly UnfinishedModel[] {
  const { data = [] } = useQuery({
    queryKey: [...MODELS_KEY, 'unfinished'],
    queryFn: () => ports.models.unfinished(),
  });
  return data;
}

/** What was begun and is not whole, but for what the card of a job tells. */
export function useUnfinished(parts: Parts): readonly UnfinishedModel[] {
  const leftovers = useLeftovers(parts);
  const jobs = useStore(parts.jobs, (state) => state.jobs);
  return leftovers.filter((model) => !jobs.some((job) => modelOf(job) === model.id && tellsOf(job, model)));
}

/** While it is at work, while it can go on, and what was read before it was done; not what was lost since. */
function tellsOf(job: JobEntry, { damaged }: UnfinishedModel): boolean {
  return isOpen(job) || canGoOn(job) || (job.phase === 'done' && !damaged);
}

/** A reminder for where there is no room for more; null when nothing waits. */
export function describeWaiting(unfinished: readonly UnfinishedModel[]): string | null {
  const [first] = unfinished;
  if (first === undefined) return null;
  const more = unfinished.length - 1;
  return `Unfinished: ${first.name}${more === 0 ? '' : ` and ${more} more`} (Models, Alt+M)`;
}
