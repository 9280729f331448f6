import { createStore, type StoreApi } from 'zustand/vanilla';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { isAbort, type ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { LibraryStore } from '../../platform/model-store/library-store-port.ts';

export interface KeepLibrariesState {
  /** Offered by the server and not kept here; null until that has been asked. Without the server none is known. */
  readonly lacking: readonly ModelLibrary[] | null;
  /** How many are kept here. */
  readonly kept: number;
  /** While they are fetched. */
  readonly run: { readonly name: string; readonly doneBytes: number; readonly totalBytes: number } | null;
  readonly error: ReadroomError | null;
}

/** Keeps every compiled library of the server here, so that a workstation without a network can run any of their shapes. */
export interface KeepLibraries extends StoreApi<KeepLibrariesState> {
  /** Asks again what is kept and what is not. */
  readonly look: () => Promise<void>;
  /** Fetches what is lacking, one after the other; what was fetched before a stop stays. */
  readonly keepAll: () => Promise<void>;
  readonly stop: () => void;
}

export function createKeepLibraries(
  libraries: Pick<LibraryStore, 'list' | 'kept' | 'ensure'>,
): KeepLibraries {
  const store = createStore<KeepLibrariesState>(() => ({ lacking: null, kept: 0, run: null, error: null }));
  let controller: AbortController | null = null;

  const find = async (): Promise<readonly ModelLibrary[]> => {
    const [offered, kept] = await Promise.all([libraries.list(), libraries.kept()]);
    const here = new Set(kept.map(({ sha256 }) => sha256));
    const lacking = offered.filter(({ sha256 }) => !here.has(sha256));
    store.setState({ lacking, kept: kept.length });
    return lacking;
  };
  // A list that cannot be had says nothing about what is kept, and is no trouble until somebody asks for more.
  const look = (): Promise<void> =>
    find().then(
      () => undefined,
      () => undefined,
    );

  return Object.assign(store, {
    look,
    async keepAll(): Promise<void> {
      if (controller !== null) return;
      controller = new AbortController();
      const { signal } = controller;
      store.setState({ error: null });
      try {
        const lacking = await find();
        const totalBytes = lacking.reduce((sum, { bytes }) => sum + bytes, 0);
        let doneBytes = 0;
        for (const library of lacking) {
          signal.throwIfAborted();
          store.setState({ run: { name: library.name, doneBytes, totalBytes } });
          await libraries.ensure(library, { signal });
          doneBytes += library.bytes;
        }
      } catch (error) {
        if (!isAbort(error)) store.setState({ error: asReadroomError(error) });
      } finally {
        controller = null;
        store.setState({ run: null });
        await look();
      }
    },
    stop: () => controller?.abort(),
  });
}
