import { STORY_MANIFEST, STORY_MODEL } from '../../../e2e/stories/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { DraftModel } from '../../domain/drafting/drafting-state.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import { createWebClock } from '../../platform/clock/web-clock.ts';
import { createTwoFakes, type TwoFakes } from '../../platform/engine/adaptive/two-fakes.ts';
import type { LoadOptions } from '../../platform/engine/engine-port.ts';
import type {
  DetailsChange,
  InstalledModel,
  ModelStore,
} from '../../platform/model-store/model-store-port.ts';
import type { ModelSession, ModelSessionPorts } from './model-session.ts';
import { createModelSession } from './model-session-store.ts';

export const codec: TokenCodec = { encodePrompt: () => [1], count: () => 1, specialTokenId: () => 2 };

/** A model session on scripted engines, and everything that it did outside. */
export interface Bench {
  readonly session: ModelSession;
  readonly fakes: TwoFakes;
  /** Folder and announced manifest hash of each install. */
  readonly installs: (string | undefined)[][];
  readonly loads: LoadOptions[];
  /** Ids of the models that reached the engine. */
  readonly loaded: string[];
  /** What was recorded beside the models. */
  readonly described: (readonly [string, DetailsChange])[];
  /** What is installed; tests change it. */
  readonly models: Map<string, InstalledModel>;
  readonly drafters: (DraftModel | null)[];
  /** What the settings hold. */
  readonly settings: { activeModel: string | null };
}

export function createBench(
  changes: Partial<ModelSessionPorts> & Partial<Pick<ModelStore, 'installFromOrigin'>> = {},
  installed: readonly InstalledModel[] = [STORY_MODEL],
): Bench {
  const { installFromOrigin, ...ports } = changes;
  const models = new Map(installed.map((model) => [model.manifest.id, model]));
  const described: [string, DetailsChange][] = [];
  const drafters: (DraftModel | null)[] = [];
  const settings: Bench['settings'] = { activeModel: null };
  const loaded: string[] = [];
  const fakes = createTwoFakes({ clock: createWebClock(), loadMs: 0, msPerToken: 0 });
  const { engine } = fakes;
  const loads: LoadOptions[] = [];
  const installs: (string | undefined)[][] = [];
  const load = engine.load.bind(engine);
  engine.load = (model, options = {}) => {
    loads.push(options);
    loaded.push(model.manifest.id);
    return load(model, options);
  };
  const store: ModelStore = {
    list: () => Promise.resolve([...models.values()]),
    get: (id) => Promise.resolve(models.get(id) ?? null),
    installFromOrigin(id, options) {
      installs.push([id, options?.manifestSha256]);
      return installFromOrigin?.(id, options) ?? Promise.resolve(STORY_MODEL);
    },
    readFile: () => Promise.resolve(new Uint8Array()),
    unfinished: () => Promise.resolve([]),
    describe(id, change) {
      described.push([id, change]);
      const model = models.get(id);
      if (model === undefined) return Promise.reject(new ReadroomError('store/not-installed', id));
      const next = { ...model, details: { ...model.details, ...change } };
      models.set(id, next);
      return Promise.resolve(next);
    },
    remove(id) {
      models.delete(id);
      return Promise.resolve();
    },
    estimate: () => Promise.resolve({ usedBytes: 0, quotaBytes: 1, persisted: true }),
    persist: () => Promise.resolve(true),
  };
  const { id, displayName, totalBytes } = STORY_MANIFEST;
  const session = createModelSession({
    store,
    engine,
    readCatalog: () =>
      Promise.resolve({
        schemaVersion: 1,
        defaultModel: id,
        models: [{ id, displayName, totalBytes, manifestSha256: STORY_MODEL.manifestSha256 }],
      }),
    createCodec: () => Promise.resolve(codec),
    threads: () => null,
    engineChoice: () => 'auto',
    prepareGpu: () => Promise.resolve(),
    now: () => 1_000,
    hashPrompt: ({ template }) => Promise.resolve(`sha256 of ${template}`),
    activeModel: () => settings.activeModel,
    onActivated: (id) => (settings.activeModel = id),
    onModel: (drafter) => drafters.push(drafter),
    ...ports,
  });
  return { session, fakes, installs, loads, loaded, described, models, drafters, settings };
}
