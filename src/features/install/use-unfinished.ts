import { useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import type { UnfinishedModel } from '../../platform/model-store/model-store-port.ts';
import type { InstallState } from './install-state.ts';
import { isOpen } from './job.ts';

/** What was begun and is not whole, but for what is being worked on right now. */
export function useUnfinished({
  jobs,
  ports,
}: Pick<InstallState, 'jobs' | 'ports'>): readonly UnfinishedModel[] {
  const { data = [] } = useQuery({
    queryKey: ['models', 'unfinished'],
    queryFn: () => ports.models.unfinished(),
  });
  const atWork = useStore(jobs, (state) =>
    state.jobs
      .filter(isOpen)
      .map(({ modelId }) => modelId)
      .join(' '),
  ).split(' ');
  return data.filter(({ id }) => !atWork.includes(id));
}

/** A reminder for where there is no room for more; null when nothing waits. */
export function describeWaiting(unfinished: readonly UnfinishedModel[]): string | null {
  const [first] = unfinished;
  if (first === undefined) return null;
  const more = unfinished.length - 1;
  return `Unfinished: ${first.name}${more === 0 ? '' : ` and ${more} more`} (Models, Alt+M)`;
}
