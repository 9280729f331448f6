import { createStore, type StoreApi } from 'zustand/vanilla';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { ReadroomError, type TransferredError } from '../../domain/errors/readroom-error.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type { ImportInspection, ModelJobs } from '../../platform/model-jobs/model-jobs-port.ts';
import type { MergeStore } from './merge-store.ts';
import { looksLike } from './recognise.ts';

/** Something finished that only has to be copied in. */
export interface Finished {
  readonly id: number;
  readonly files: ChosenFiles;
  readonly inspection: ImportInspection;
}

export interface IntakeState {
  readonly isReading: boolean;
  /** What waits for a yes. */
  readonly finished: readonly Finished[];
  /** Of what was chosen or dropped last; `label` names it. */
  readonly error: (TransferredError & { readonly label: string }) | null;
}

/** What was chosen or dropped, told apart: finished models wait here, bases and adapters go to the merge. */
export interface IntakeStore extends StoreApi<IntakeState> {
  /** Chosen as a finished model; a base or an adapter opens the merge. */
  readonly takeFinished: (files: ChosenFiles) => Promise<void>;
  /** Dropped: whatever it is. */
  readonly takeAny: (dropped: readonly ChosenFiles[]) => Promise<void>;
  /** A choice or drop failed before there were files. */
  readonly fail: (error: unknown) => void;
  readonly forget: (id: number) => void;
  /** The last error was read. */
  readonly dismiss: () => void;
}

export function createIntakeStore(jobs: Pick<ModelJobs, 'inspectImport'>, merge: MergeStore): IntakeStore {
  const store = createStore<IntakeState>(() => ({ isReading: false, finished: [], error: null }));
  let lastId = 0;

  const fail = (label: string, error: unknown): void =>
    store.setState({ error: { ...asReadroomError(error).toTransfer(), label } });

  const inspect = async (files: ChosenFiles): Promise<void> => {
    const inspection = await jobs.inspectImport(files);
    const entry: Finished = { id: ++lastId, files, inspection };
    // The same model chosen again takes the first one's place.
    const same = (other: Finished): boolean =>
      inspection.modelId !== null && other.inspection.modelId === inspection.modelId;
    store.setState(({ finished }) => ({ finished: [...finished.filter((other) => !same(other)), entry] }));
  };

  const place = async (files: ChosenFiles): Promise<void> => {
    try {
      await inspect(files);
    } catch (error) {
      const looks = isNothing(error) ? looksLike(files) : 'other';
      if (looks === 'adapter') await merge.setAdapter(files);
      else if (looks === 'base') await merge.setBase(files);
      else fail(files.label, error);
    }
  };

  const reading = async (work: () => Promise<void>): Promise<void> => {
    store.setState({ isReading: true, error: null });
    try {
      await work();
    } finally {
      store.setState({ isReading: false });
    }
  };

  return Object.assign(store, {
    takeFinished: (files: ChosenFiles): Promise<void> =>
      // A base or an adapter chosen here is no rubbish: the merge opens with it.
      reading(() => place(files)),
    takeAny: (dropped: readonly ChosenFiles[]): Promise<void> =>
      reading(async () => {
        if (dropped.length === 0) fail('', new ReadroomError('library/nothing-here', 'no files'));
        // One after the other: each is read by a worker of its own.
        for (const files of dropped) await place(files);
      }),
    fail: (error: unknown): void => fail('', error),
    dismiss: (): void => store.setState({ error: null }),
    forget: (id: number): void =>
      store.setState(({ finished }) => ({ finished: finished.filter((entry) => entry.id !== id) })),
  });
}

function isNothing(error: unknown): boolean {
  return error instanceof ReadroomError && error.code === 'library/nothing-here';
}
