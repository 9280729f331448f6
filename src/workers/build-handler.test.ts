import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, test } from 'vitest';
import { isAbort, ReadroomError } from '../domain/errors/readroom-error.ts';
import { createPauseGate } from '../domain/io/pause-gate.ts';
import { buildModel, type BuildRequest } from '../pipeline/build/build-model.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';
import { webFileSet } from '../platform/files/web-files.ts';
import type { JobProgress } from '../platform/model-jobs/model-jobs-port.ts';
import { createStoreSink } from '../platform/model-store/create-store-sink.ts';
import { createModelDatabases, type ModelDatabases } from '../platform/model-store/databases.ts';
import { installLock } from '../platform/model-store/install-lock.ts';
import { createLocalLocks } from '../platform/tabs/local-locks.ts';
import { memorySink, testHashing, TINY_BUILD, tinyBuildRequest } from '../testing/generators/tiny-build.ts';
import { tinyArrival } from '../testing/generators/tiny-arrival.ts';
import { threadWorker, type ThreadWorker } from '../testing/library/thread-worker.ts';
import { createBuildHandler, type BuildHandlerOptions } from './build-handler.ts';
import { createConvertHandlers } from './convert-handlers.ts';
import { createConvertPool } from './convert-pool.ts';
import type { RpcRequest } from './rpc.ts';

const ORIGIN = 'https://ris.example';
const started: ThreadWorker[] = [];
afterEach(() => started.splice(0));

/** The files of a request as a person would choose them. */
async function chosen(files: BuildRequest['base'] | null): Promise<NamedFile[]> {
  const named = (files?.names ?? []).map(async (name) => {
    const source = files!.open(name)!;
    return { name, file: new File([new Uint8Array(await source.read(0, source.size))], name) };
  });
  return Promise.all(named);
}

interface Bench {
  readonly call: RpcRequest<'pipeline/build'>;
  readonly databases: ModelDatabases;
  readonly locks: ReturnType<typeof createLocalLocks>;
  readonly gate: ReturnType<typeof createPauseGate>;
  readonly run: (
    signal?: AbortSignal,
    onProgress?: (progress: JobProgress) => void,
    request?: RpcRequest<'pipeline/build'>,
  ) => Promise<unknown>;
}

async function bench(change: Partial<BuildHandlerOptions> = {}): Promise<Bench> {
  const request = await tinyBuildRequest('q8f16_1', memorySink());
  const databases = createModelDatabases({ indexedDB: new IDBFactory(), IDBKeyRange });
  const clock = createManualClock();
  const locks = createLocalLocks();
  const gate = createPauseGate();
  const handler = createBuildHandler({
    gate,
    hashing: testHashing,
    clock,
    locks,
    openFiles: webFileSet,
    openPool: (inputs) => {
      const start = (): ThreadWorker => {
        const worker = threadWorker(createConvertHandlers({ openFiles: webFileSet, hashing: testHashing }));
        started.push(worker);
        return worker;
      };
      return Promise.resolve(createConvertPool(start, 2, inputs));
    },
    openStoreSink: (modelId, arrival) =>
      createStoreSink({ modelId, arrival, origin: ORIGIN, hashing: testHashing, clock, databases }),
    checkRoom: () => Promise.resolve(),
    ...change,
  });
  const call = {
    config: request.config,
    quantization: request.quantization,
    base: await chosen(request.base),
    adapter: await chosen(request.adapter),
    arrival: tinyArrival(),
  };
  return {
    call,
    databases,
    locks,
    gate,
    run: (signal = new AbortController().signal, progress = () => undefined, request = call) =>
      handler(request, { signal, progress }),
  };
}

describe('building in a browser worker', () => {
  test('installs the very model that Node builds, and ends its workers', async () => {
    const node = memorySink();
    const { manifestSha256 } = await buildModel(await tinyBuildRequest('q8f16_1', node));
    const { run, databases } = await bench();
    const built = await run();
    expect(built).toMatchObject({ manifestSha256 });
    const [listed, ...others] = await databases.own.models.toArray();
    expect([listed?.manifestSha256, others]).toEqual([manifestSha256, []]);
    expect(started.map(({ terminated }) => terminated)).toEqual([true, true]);
  });

  test('refuses before it writes anything when there is no room', async () => {
    const { run, databases } = await bench({
      checkRoom: () => Promise.reject(new ReadroomError('store/quota-exceeded')),
    });
    await expect(run()).rejects.toMatchObject({ code: 'store/quota-exceeded' });
    expect([await databases.own.files.count(), await databases.own.models.count()]).toEqual([0, 0]);
    expect(started.every(({ terminated }) => terminated)).toBe(true);
  });

  test('waits for another tab that works on this model, says so, and then goes on', async () => {
    const { run, locks, databases, call } = await bench();
    let leave: () => void = () => undefined;
    const id = `${call.config.id}-${call.quantization}`;
    const other = locks.exclusive(installLock(id), () => new Promise<void>((resolve) => (leave = resolve)));
    const phases = new Set<string>();
    const building = run(undefined, ({ phase }) => phases.add(phase));
    await expect.poll(() => [...phases]).toEqual(['waiting']);
    expect(await databases.own.files.count()).toBe(0);
    leave();
    await Promise.all([other, building]);
    expect([...phases]).toEqual(['waiting', 'hash', 'convert', 'answer', 'finish']);
  });

  test('does not go on with another base of the same names and sizes, and goes on with the right one', async () => {
    const { run, call, databases } = await bench();
    const controller = new AbortController();
    const config = { ...call.config, adapter: null };
    const begun = { ...call, config, adapter: null };
    const broken = run(controller.signal, ({ phase }) => phase === 'answer' && controller.abort(), begun);
    expect(isAbort(await broken.catch((error: unknown) => error))).toBe(true);
    const before = await databases.own.files.toArray();
    const base = await chosen((await tinyBuildRequest('q8f16_1', memorySink(), TINY_BUILD, 2)).base);
    expect(base.map(({ name, file }) => [name, file.size])).toEqual(
      call.base.map(({ name, file }) => [name, file.size]),
    );
    const other = run(undefined, undefined, { ...begun, base, goesOn: true });
    await expect(other).rejects.toMatchObject({ code: 'library/other-inputs' });
    expect(await databases.own.files.toArray()).toEqual(before);
    await run(undefined, undefined, { ...begun, goesOn: true });
    expect(await databases.own.models.count()).toBe(1);
  });

  test('leaves an installed model as it is when the same is merged again, and when another breaks off early', async () => {
    const { run, call, databases } = await bench();
    await run();
    const installed = await databases.own.models.toArray();
    const phases = new Set<string>();
    await run(undefined, ({ phase }) => phases.add(phase));
    expect([...phases]).toEqual(['hash', 'resume']);
    expect(await databases.own.models.toArray()).toEqual(installed);
    const controller = new AbortController();
    const config = { ...call.config, displayName: 'Another' };
    const other = run(controller.signal, ({ phase }) => phase === 'convert' && controller.abort(), {
      ...call,
      config,
    });
    expect(isAbort(await other.catch((error: unknown) => error))).toBe(true);
    expect([await databases.own.models.toArray(), await databases.own.jobs.count()]).toEqual([installed, 0]);
  });

  test('keeps what was finished when it is cancelled, lists nothing, and frees the lock', async () => {
    const { run, databases, gate } = await bench();
    const controller = new AbortController();
    const building = run(controller.signal, ({ phase }) => {
      // Held in the middle, as a person would, and then given up.
      if (phase !== 'answer') return;
      gate.pause();
      controller.abort();
    });
    expect(isAbort(await building.catch((error: unknown) => error))).toBe(true);
    expect(await databases.own.models.count()).toBe(0);
    expect(await databases.own.files.count()).toBeGreaterThan(0);
    expect(await databases.own.jobs.count()).toBe(1);
    gate.resume();
    await run();
    expect([await databases.own.models.count(), await databases.own.jobs.count()]).toEqual([1, 0]);
  });
});
