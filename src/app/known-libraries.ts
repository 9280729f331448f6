import type { ModelLibrary } from '../domain/model/model-library.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { LibraryStore } from '../platform/model-store/library-store-port.ts';

export interface LibraryKnowledge {
  /** Can be had now. */
  readonly libraries: readonly ModelLibrary[];
  /** Were offered earlier in this page's life, and are not any more: the server cannot be reached. */
  readonly outOfReach: readonly ModelLibrary[];
}

/** Which compiled libraries there are, also after the network has gone. */
export interface KnownLibraries {
  read(): Promise<LibraryKnowledge>;
}

/** After the page is open, and while there is still a network. */
const IDLE_MS = 4_000;

export function createKnownLibraries(
  store: Pick<LibraryStore, 'list'>,
  clock: Pick<Clock, 'after'>,
): KnownLibraries {
  const seen = new Map<string, ModelLibrary>();
  const read = async (): Promise<LibraryKnowledge> => {
    // Without a list there is none to choose from; the facts of the machine are told all the same.
    const libraries = await store.list().catch(() => []);
    for (const library of libraries) seen.set(library.name, library);
    const now = new Set(libraries.map(({ name }) => name));
    return { libraries, outOfReach: [...seen.values()].filter(({ name }) => !now.has(name)) };
  };
  clock.after(IDLE_MS, () => void read());
  return { read };
}
