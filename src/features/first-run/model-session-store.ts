import { createStore, type StoreApi } from 'zustand/vanilla';
import { createDraftGenerator } from '../../domain/drafting/draft-generator.ts';
import type { DraftModel } from '../../domain/drafting/drafting-state.ts';
import type { DraftGenerator } from '../../domain/drafting/text-engine.ts';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import { modelBasePath, type ModelCatalog } from '../../domain/model/catalog.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import type { EngineProbe, ImpressionEngine, LoadProgress } from '../../platform/engine/engine-port.ts';
import type {
  InstalledModel,
  InstallProgress,
  ModelStore,
} from '../../platform/model-store/model-store-port.ts';

export type CatalogModel = ModelCatalog['models'][number];
export type ModelPhase = 'checking' | 'absent' | 'installing' | 'loading' | 'ready' | 'failed';

export interface ModelSessionState {
  readonly phase: ModelPhase;
  /** The model that this server offers. */
  readonly offered: CatalogModel | null;
  readonly installed: InstalledModel | null;
  readonly install: InstallProgress | null;
  readonly load: LoadProgress | null;
  readonly probe: EngineProbe | null;
  /** What failed, and in which step, so that trying again repeats that step only. */
  readonly failure: { readonly during: 'check' | 'install' | 'load'; readonly error: ReadroomError } | null;
}

export interface ModelSessionPorts {
  readonly store: ModelStore;
  readonly engine: ImpressionEngine;
  readonly readCatalog: (signal: AbortSignal) => Promise<ModelCatalog>;
  readonly createCodec: (model: InstalledModel) => Promise<TokenCodec>;
  readonly threads: () => number | null;
  readonly onModel: (model: DraftModel | null, generator: DraftGenerator | null) => void;
}

export interface ModelSession extends StoreApi<ModelSessionState> {
  /** Loads the installed model, or finds out what could be installed. */
  readonly start: () => Promise<void>;
  readonly install: () => Promise<void>;
  /** Stops installing; what has arrived is kept for next time. */
  readonly cancel: () => void;
  readonly retry: () => Promise<void>;
  /** Loads again, for another number of threads. */
  readonly reload: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

const INSTALL_AGAIN: readonly string[] = [
  'model/shard-hash-mismatch',
  'store/file-missing',
  'store/not-installed',
];

/** The installed files themselves are the trouble: loading them again would fail again. */
export function needsInstall(error: ReadroomError): boolean {
  return INSTALL_AGAIN.includes(error.code);
}

/** The way of a model from the server into the engine. One operation at a time: a newer one ends the older. */
export function createModelSession(ports: ModelSessionPorts): ModelSession {
  const store = createStore<ModelSessionState>(() => ({
    phase: 'checking',
    offered: null,
    installed: null,
    install: null,
    load: null,
    probe: null,
    failure: null,
  }));
  let controller = new AbortController();

  const fresh = (): AbortSignal => {
    controller.abort();
    controller = new AbortController();
    return controller.signal;
  };

  const fail = (during: 'check' | 'install' | 'load', error: unknown): void =>
    store.setState({ phase: 'failed', failure: { during, error: asReadroomError(error) } });

  const check = async (signal: AbortSignal): Promise<void> => {
    store.setState({ phase: 'checking', failure: null });
    try {
      const [installed, catalog] = await Promise.all([
        ports.store.list(),
        // An installed model needs no server.
        ports.readCatalog(signal).catch((error: unknown) => asReadroomError(error)),
      ]);
      if (signal.aborted) return;
      const wanted = catalog instanceof ReadroomError ? null : catalog.defaultModel;
      const offered =
        catalog instanceof ReadroomError ? null : (catalog.models.find((m) => m.id === wanted) ?? null);
      const model = installed.find((m) => m.manifest.id === wanted) ?? installed[0];
      store.setState({ offered });
      if (model !== undefined) await load(model, signal);
      else if (offered !== null) store.setState({ phase: 'absent' });
      else
        fail('check', catalog instanceof ReadroomError ? catalog : new ReadroomError('app/no-model-served'));
    } catch (error) {
      if (!signal.aborted) fail('check', error);
    }
  };

  const install = async (signal: AbortSignal): Promise<void> => {
    const { offered } = store.getState();
    if (offered === null) return check(signal);
    store.setState({ phase: 'installing', failure: null, install: null });
    try {
      const installed = await ports.store.installFromOrigin(modelBasePath(offered.id), {
        signal,
        manifestSha256: offered.manifestSha256,
        onProgress: (progress) => {
          if (!signal.aborted) store.setState({ install: progress });
        },
      });
      if (!signal.aborted) await load(installed, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isAbort(error)) store.setState({ phase: 'absent' });
      else fail('install', error);
    }
  };

  const load = async (installed: InstalledModel, signal: AbortSignal): Promise<void> => {
    store.setState({ phase: 'loading', installed, failure: null, load: null });
    ports.onModel(null, null);
    const threads = ports.threads();
    try {
      const codec = await ports.createCodec(installed);
      // IMPORTANT: a load that was overtaken meanwhile must not reach the engine: it would stop the newer one there.
      signal.throwIfAborted();
      const probe = await ports.engine.load(installed, {
        signal,
        ...(threads !== null && { threads }),
        onProgress: (progress) => {
          if (!signal.aborted) store.setState({ load: progress });
        },
      });
      if (signal.aborted) return;
      store.setState({ phase: 'ready', probe });
      const { manifest, manifestSha256 } = installed;
      ports.onModel({ id: manifest.id, manifestSha256 }, createDraftGenerator(manifest, codec, ports.engine));
    } catch (error) {
      if (!signal.aborted) fail('load', error);
    }
  };

  return Object.assign(store, {
    start: () => check(fresh()),
    install: () => install(fresh()),
    cancel() {
      controller.abort();
      store.setState({ phase: 'absent' });
    },
    async retry() {
      const { failure, installed, offered } = store.getState();
      if (failure?.during === 'load' && installed !== null) {
        if (!needsInstall(failure.error)) return load(installed, fresh());
        // Only the files that are damaged or gone are fetched again.
        return offered?.id === installed.manifest.id ? install(fresh()) : check(fresh());
      }
      return failure?.during === 'install' ? install(fresh()) : check(fresh());
    },
    async reload() {
      const { installed } = store.getState();
      if (installed !== null) await load(installed, fresh());
    },
    async remove() {
      const { installed } = store.getState();
      const signal = fresh();
      ports.onModel(null, null);
      try {
        await ports.engine.unload();
        if (installed !== null) await ports.store.remove(installed.manifest.id);
        store.setState({ installed: null, probe: null, install: null });
        await check(signal);
      } catch (error) {
        fail('check', error);
      }
    },
  });
}
