import { createStore } from 'zustand/vanilla';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ErrorCode } from '../../domain/errors/catalog.ts';
import { needsInstall } from '../../domain/errors/needs-install.ts';
import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { chooseModel, newerBuilds } from './choose-model.ts';
import { draftingWith } from './drafting-with.ts';
import type { ModelSession, ModelSessionPorts, ModelSessionState } from './model-session.ts';
import { outcomeOf } from './known-answer-outcome.ts';

/** A card that cannot be trusted or that fails is news; one that is missing or too small is a note in the status line. */
const ALARMING: readonly ErrorCode[] = ['engine/wrong-numbers', 'engine/gpu-given-up'];

/** The way of a model from the server into the engine. One operation at a time: a newer one ends the older. */
export function createModelSession(ports: ModelSessionPorts): ModelSession {
  const store = createStore<ModelSessionState>(() => ({
    phase: 'checking',
    offered: null,
    newerBuilds: [],
    installed: null,
    install: null,
    load: null,
    probe: null,
    alert: null,
    move: null,
    failure: null,
  }));
  let controller = new AbortController();
  /** Of the model that drafts now: with it another prompt takes effect without a load. */
  let codec: TokenCodec | null = null;

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
      const served = catalog instanceof ReadroomError ? null : catalog;
      const offered = served?.models.find((m) => m.id === served.defaultModel) ?? null;
      const model = chooseModel(installed, ports.activeModel(), offered?.id ?? null);
      store.setState({ offered, newerBuilds: newerBuilds(installed, served?.models ?? []) });
      if (model !== null) await load(model, signal);
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
      const installed = await ports.store.installFromOrigin(offered.id, {
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

  /** The next draft is written by this model, with the prompt that it has now. */
  const draftWith = async (model: InstalledModel, signal: AbortSignal): Promise<void> => {
    if (codec === null) return;
    const { drafter, generator } = await draftingWith(model, codec, ports);
    if (!signal.aborted) ports.onModel(drafter, generator);
  };

  /** Losing a note is no reason not to draft. */
  const describe = async (
    { manifest, manifestSha256 }: InstalledModel,
    change: Parameters<typeof ports.store.describe>[1],
  ): Promise<void> => {
    try {
      const described = await ports.store.describe(manifest.id, change, { manifestSha256 });
      const { installed } = store.getState();
      if (installed?.manifestSha256 === described.manifestSha256) store.setState({ installed: described });
    } catch {
      // The model may have been removed in another tab: the next look at the list tells.
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
    codec = null;
    const threads = ports.threads();
    try {
      const fitting = await ports.createCodec(installed);
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
      codec = fitting;
      store.setState({ phase: 'ready', probe });
      // A name or a prompt may have been changed while it loaded.
      await draftWith(store.getState().installed ?? installed, signal);
      const knownAnswer = outcomeOf(probe, ports.now(), store.getState().move?.code ?? null);
      await describe(installed, { lastUsedAt: ports.now(), ...(knownAnswer && { knownAnswer }) });
    } catch (error) {
      if (signal.aborted) return;
      fail('load', error);
      const knownAnswer = outcomeOf(asReadroomError(error), ports.now(), store.getState().move?.code ?? null);
      if (knownAnswer) await describe(installed, { knownAnswer });
    }
  };

  /** Nothing of the active model is in the engine after this. */
  const letGo = async (): Promise<void> => {
    ports.onModel(null, null);
    codec = null;
    await ports.engine.unload();
    store.setState({ probe: null, install: null, load: null, alert: null, move: null });
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
    async activate(id: string) {
      const model = await ports.store.get(id);
      if (model === null) throw new ReadroomError('store/not-installed', id);
      ports.onActivated(id);
      await load(model, fresh());
    },
    async noteInstalled(model: InstalledModel) {
      const { id } = model.manifest;
      const { installed, phase } = store.getState();
      store.setState((state) => ({ newerBuilds: state.newerBuilds.filter((newer) => newer !== id) }));
      const taken = installed !== null && installed.manifest.id !== id;
      // The first-run screen loads what it installs itself.
      if (!taken && phase !== 'installing') await load(model, fresh());
    },
    async noteChanged(model: InstalledModel) {
      const { installed, phase } = store.getState();
      if (installed?.manifestSha256 !== model.manifestSha256) return;
      store.setState({ installed: model });
      if (phase === 'ready') await draftWith(model, controller.signal);
    },
    async noteDamaged(id: string, files: string) {
      if (store.getState().installed?.manifest.id !== id) return;
      const signal = fresh();
      await letGo();
      if (!signal.aborted) fail('load', new ReadroomError('model/shard-hash-mismatch', files));
    },
    async remove(id: string) {
      const active = store.getState().installed?.manifest.id === id;
      const signal = active ? fresh() : null;
      if (signal !== null) {
        await letGo();
        store.setState({ installed: null });
      }
      try {
        await ports.store.remove(id);
        if (ports.activeModel() === id) ports.onActivated(null);
        store.setState((state) => ({ newerBuilds: state.newerBuilds.filter((newer) => newer !== id) }));
      } finally {
        // A model that could not be removed is loaded again.
        if (signal !== null) await check(signal);
      }
    },
  });
}
