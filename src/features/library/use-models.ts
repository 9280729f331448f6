import { useQuery, useQueryClient } from '@tanstack/react-query';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { DetailsChange, InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';
import type { LibraryViewProps } from './library-props.ts';

export interface InstalledModels {
  /** By name; null until they have been read once. */
  readonly models: readonly InstalledModel[] | null;
  readonly error: ReadroomError | null;
  readonly refresh: () => Promise<void>;
}

export function useModels({ parts }: Pick<LibraryViewProps, 'parts'>): InstalledModels {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: MODELS_KEY, queryFn: () => parts.store.list() });
  const byName = data?.toSorted(
    (a, b) => a.details.name.localeCompare(b.details.name) || a.manifest.id.localeCompare(b.manifest.id),
  );
  return {
    models: byName ?? null,
    error: error === null ? null : asReadroomError(error),
    refresh: () => client.invalidateQueries({ queryKey: MODELS_KEY }),
  };
}

/** Changes what a person may change about a model; the refusal, or null when it is kept. */
export type ChangeModel = (change: DetailsChange) => Promise<ReadroomError | null>;

export function useChange({
  parts,
  onChanged,
}: Pick<LibraryViewProps, 'parts' | 'onChanged'>): (
  id: string,
  change: DetailsChange,
) => Promise<ReadroomError | null> {
  const client = useQueryClient();
  return async (id, change) => {
    try {
      const changed = await parts.store.describe(id, change);
      client.setQueryData<InstalledModel[]>(MODELS_KEY, (models) =>
        models?.map((model) => (model.manifest.id === id ? changed : model)),
      );
      onChanged(changed);
      return null;
    } catch (error) {
      return asReadroomError(error);
    }
  };
}
