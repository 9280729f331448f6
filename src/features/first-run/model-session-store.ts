import { createStore, type StoreApi } from 'zustand/vanilla';
import { createDraftGenerator } from '../../domain/drafting/draft-generator.ts';
import type { DraftModel } from '../../domain/drafting/drafting-state.ts';
import type { DraftGenerator } from '../../domain/drafting/text-engine.ts';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ErrorCode } from '../../domain/errors/catalog.ts';
import { needsInstall } from '../../domain/errors/needs-install.ts';
import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import { modelBasePath, type ModelCatalog } from '../../domain/model/catalog.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import type { EngineChoice } from '../../domain/settings/settings.ts';
import type { AdaptiveEngine, EngineMove } from '../../platform/engine/adaptive/adaptive-engine-port.ts';
import type { EngineProbe, LoadProgress } from '../../platform/engine/engine-port.ts';
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
  /** The engine that has the model; null while none has. */
  readonly probe: EngineProbe | null;
  /** Why drafting left the graphics card, where a person should know at once; null when told, or when it has not. */
  readonly alert: ErrorCode | null;
  /** How far the processor has got with taking over; null when it did not have to. */
  readonly move: EngineMove | null;
  /** What failed, and in which step, so that trying again repeats that step only. */
  readonly failure: { readonly during: 'check' | 'install' | 'load'; readonly error: ReadroomError } | null;
}

export interface ModelSessionPorts {
  readonly store: ModelStore;
  readonly engine: AdaptiveEngine;
  /** Keeps here what a graphics card needs besides the model, so that it loads with no network. */
  readonly prepareGpu: (model: InstalledModel, signal: AbortSignal) => Promise<void>;
  readonly readCatalog: (signal: AbortSignal) => Promise<ModelCatalog>;
  readonly createCodec: (model: InstalledModel) => Promise<TokenCodec>;
  readonly threads: () => number | null;
  readonly engineChoice: () => EngineChoice;
  readonly onModel: (model: DraftModel | null, generator: DraftGenerator | null) => void;
}

export interface ModelSession extends StoreApi<ModelSessionState> {
  /** Loads the installed model, or finds out what could be installed. */
  readonly start: () => Promise<void>;
  readonly install: () => Promise<void>;
  /** Stops installing; what has arrived is kept for next time. */
  readonly cancel: () => void;
  readonly retry: () => Promise<void>;
  /** Loads again, for another engine or number of threads. */
  readonly reload: () => Promise<void>;
  /** Stops loading; the installed model stays. */
  readonly stopLoading: () => void;
  readonly dismissAlert: () => void;
  readonly remove: () => Promise<void>;
}

/** A card that cannot be trusted or that fails is news; one that is missing or too small is a note in the status line. */
const ALARMING: readonly ErrorCode[] = ['engine/wrong-numbers', 'engine/gpu-given-up'];

/** The way of a model from the server into the engine. One operation at a time: a newer one ends the older. */
export function createModelSession(ports: ModelSessionPorts): ModelSession {
  const store = createStore<ModelSessionState>(() => ({
    phase: 'checking',
    offered: null,
    installed: null,
    install: null,
    load: null,
    probe: null,
    alert: null,
    move: null,
    failure: null,
  }));
  let controller = new AbortController();

  ports.engine.watch((move) => {
    const { code, probe, failure } = move;
    // Told once, when it begins: what was understood in the meantime does not come back.
    const begins = probe === null && failure === null;
    store.setState({ probe, move, ...(begins && ALARMING.includes(code) && { alert: code }) });
  });

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
      signal.throwIfAborted();
      await ports.prepareGpu(installed, signal);
      await load(installed, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (isAbort(error)) store.setState({ phase: 'absent' });
      else fail('install', error);
    }
  };

  const load = async (installed: InstalledModel, signal: AbortSignal): Promise<void> => {
    store.setState({
      phase: 'loading',
      installed,
      failure: null,
      load: null,
      probe: null,
      alert: null,
      move: null,
    });
    ports.onModel(null, null);
    const threads = ports.threads();
    try {
      const codec = await ports.createCodec(installed);
      // IMPORTANT: a load that was overtaken meanwhile must not reach the engine: it would stop the newer one there.
      signal.throwIfAborted();
      const probe = await ports.engine.load(installed, {
        signal,
        engine: ports.engineChoice(),
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
        if (!needsInstall(failure.error.code)) return load(installed, fresh());
        // Only the files that are damaged or gone are fetched again.
        return offered?.id === installed.manifest.id ? install(fresh()) : check(fresh());
      }
      return failure?.during === 'install' ? install(fresh()) : check(fresh());
    },
    async reload() {
      const { phase, installed, failure } = store.getState();
      // Checking and installing load by themselves when they are done, with the settings of then.
      const loads = phase === 'loading' || phase === 'ready' || failure?.during === 'load';
      if (loads && installed !== null) await load(installed, fresh());
    },
    stopLoading() {
      if (store.getState().phase !== 'loading') return;
      controller.abort();
      fail('load', new ReadroomError('engine/load-stopped'));
    },
    dismissAlert: () => store.setState({ alert: null }),
    async remove() {
      const { installed } = store.getState();
      const signal = fresh();
      ports.onModel(null, null);
      try {
        await ports.engine.unload();
        if (installed !== null) await ports.store.remove(installed.manifest.id);
        store.setState({ installed: null, probe: null, install: null, alert: null, move: null });
        await check(signal);
      } catch (error) {
        fail('check', error);
      }
    },
  });
}
