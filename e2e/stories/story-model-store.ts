import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import type {
  InstalledModel,
  InstallProgress,
  ModelStore,
  StorageEstimate,
  UnfinishedModel,
} from '../../src/platform/model-store/model-store-port.ts';

export interface StoryModelStore extends ModelStore {
  /** Lets a waiting install make this progress. */
  readonly progress: { report: ((progress: InstallProgress) => void) | null };
  /** As when a job has installed it. */
  put(model: InstalledModel): void;
}

interface StoryModels {
  readonly models: readonly InstalledModel[];
  readonly unfinished?: readonly UnfinishedModel[];
  readonly storage?: StorageEstimate;
}

/** Installed models of a story: in memory, changed and removed like the real ones. An install never ends. */
export function createStoryModelStore(story: StoryModels): StoryModelStore {
  const models = new Map(story.models.map((model) => [model.manifest.id, model]));
  const progress: StoryModelStore['progress'] = { report: null };
  return {
    progress,
    put: (model) => void models.set(model.manifest.id, model),
    list: () => Promise.resolve([...models.values()]),
    get: (id) => Promise.resolve(models.get(id) ?? null),
    installFromOrigin: (_id, { signal, onProgress } = {}) =>
      new Promise((_resolve, reject) => {
        progress.report = (p) => onProgress?.(p);
        signal?.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
      }),
    readFile: () => Promise.resolve(new Uint8Array()),
    unfinished: () => Promise.resolve(story.unfinished ?? []),
    describe(id, change) {
      const model = models.get(id);
      if (model === undefined) return Promise.reject(new ReadroomError('store/not-installed', id));
      const described = { ...model, details: { ...model.details, ...change } };
      models.set(id, described);
      return Promise.resolve(described);
    },
    remove(id) {
      models.delete(id);
      return Promise.resolve();
    },
    estimate: () => Promise.resolve(story.storage ?? { usedBytes: 148e6, quotaBytes: 64e9, persisted: true }),
    persist: () => Promise.resolve(true),
  };
}
