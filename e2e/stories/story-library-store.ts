import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../src/domain/model/model-library.ts';
import type { LibraryStore } from '../../src/platform/model-store/library-store-port.ts';

/**
 * Compiled libraries of a story: in memory. `brought` came from a disk; the server offers the others, `atServer` are not
 * kept yet.
 */
export function createStoryLibraryStore(
  offered: readonly ModelLibrary[] = [],
  brought: readonly ModelLibrary[] = [],
  atServer: readonly ModelLibrary[] = [],
): LibraryStore {
  const kept = new Map([...offered, ...brought].map((library) => [library.name, library]));
  const own = new Set(brought.map(({ name }) => name));
  const url = ({ file }: ModelLibrary): string => `https://model-libs.invalid/${file}`;
  return {
    list: () => Promise.resolve([...kept.values(), ...atServer.filter(({ name }) => !kept.has(name))]),
    kept: () => Promise.resolve([...kept.values()]),
    brought: () => Promise.resolve([...own]),
    add(library) {
      kept.set(library.name, library);
      own.add(library.name);
      return Promise.resolve({ library, url: url(library) });
    },
    read: ({ name }) => Promise.reject(new ReadroomError('store/file-missing', name)),
    remove(name) {
      kept.delete(name);
      own.delete(name);
      return Promise.resolve();
    },
    ensure(library) {
      kept.set(library.name, library);
      return Promise.resolve({ library, url: url(library) });
    },
  };
}
