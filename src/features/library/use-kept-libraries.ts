import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { LibraryParts } from './library-props.ts';
import { MODELS_KEY } from '../../ui/query-keys.ts';

export const LIBRARIES_KEY = [...MODELS_KEY, 'libraries'] as const;

export interface KeptLibrary {
  readonly library: ModelLibrary;
  /** Brought from a disk, so the server cannot give it again. */
  readonly isBrought: boolean;
}

/** The compiled libraries that are in this browser. */
export function useKeptLibraries(
  libraries: Pick<LibraryParts['libraries'], 'kept' | 'brought'>,
): UseQueryResult<readonly KeptLibrary[]> {
  return useQuery({
    queryKey: LIBRARIES_KEY,
    queryFn: async () => {
      const [kept, brought] = await Promise.all([libraries.kept(), libraries.brought()]);
      return kept.map((library) => ({ library, isBrought: brought.includes(library.name) }));
    },
  });
}
