import { afterEach, describe, expect, test } from 'vitest';
import { isAbort, ReadroomError } from '../domain/errors/readroom-error.ts';
import type { FileSet } from '../domain/io/byte-source.ts';
import { buildModel, type BuildRequest } from '../pipeline/build/build-model.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';
import {
  memorySink,
  testHashing,
  tinyBuildRequest,
  twoShardRequest,
} from '../testing/generators/tiny-build.ts';
import { threadWorker, type ThreadWorker } from '../testing/library/thread-worker.ts';
import { createConvertHandlers } from './convert-handlers.ts';
import { createConvertPool, type ConvertPool } from './convert-pool.ts';
import type { RpcHandlers } from './rpc-server.ts';

const pools: ConvertPool[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

const namesOf = (files: FileSet): NamedFile[] =>
  files.names.map((name) => ({ name, file: new File([], name) }));

/** A pool whose workers see the request's own files; every call and every buffer crosses a channel. */
function poolFor(
  request: BuildRequest,
  count: number,
  change: (handlers: RpcHandlers, index: number) => RpcHandlers = (handlers) => handlers,
): { pool: ConvertPool; workers: ThreadWorker[] } {
  const { base, adapter } = request;
  const workers: ThreadWorker[] = [];
  const openFiles = (files: readonly NamedFile[]): FileSet =>
    files.some(({ name }) => name === 'adapter_config.json') && adapter !== null ? adapter : base;
  const start = (): ThreadWorker => {
    const handlers = createConvertHandlers({ openFiles, hashing: testHashing });
    const worker = threadWorker(change(handlers, workers.length));
    workers.push(worker);
    return worker;
  };
  const pool = createConvertPool(start, count, {
    architecture: request.config.architecture,
    quantization: request.quantization,
    base: namesOf(base),
    adapter: adapter === null ? null : namesOf(adapter),
  });
  pools.push(pool);
  return { pool, workers };
}

describe('a pool of conversion workers', () => {
  test.each([1, 2, 4])('%i of them make the bytes that one thread makes', async (count) => {
    const alone = memorySink();
    await buildModel(await tinyBuildRequest('q4f16_1', alone));
    const sink = memorySink();
    const request = await tinyBuildRequest('q4f16_1', sink);
    const { pool } = poolFor(request, count);
    await buildModel({ ...request, workers: pool.workers });
    expect(sink.files).toEqual(alone.files);
  });

  test('make several blocks of each large matrix, and use the memory of placed blocks again', async () => {
    const alone = memorySink();
    await buildModel(twoShardRequest(alone));
    const sink = memorySink();
    const request = twoShardRequest(sink);
    const reused: boolean[] = [];
    const { pool } = poolFor(request, 2, (handlers) => ({
      ...handlers,
      'convert/block': (call, context) => {
        reused.push(call.reuse !== null);
        return handlers['convert/block']!(call, context);
      },
    }));
    await buildModel({ ...request, workers: pool.workers });
    expect([...sink.files.keys()].sort()).toEqual([...alone.files.keys()].sort());
    for (const [path, bytes] of alone.files)
      expect(Buffer.compare(sink.files.get(path)!, bytes), path).toBe(0);
    expect(reused.filter(Boolean).length).toBeGreaterThan(reused.length / 3);
  }, 60_000);

  test('pass a worker’s own error on, and its code', async () => {
    const request = await tinyBuildRequest('q8f16_1', memorySink());
    const { pool } = poolFor(request, 3, (handlers, index) => ({
      ...handlers,
      'convert/block': (call, context) =>
        index === 1
          ? Promise.reject(new ReadroomError('format/not-finite', 'model.norm.weight'))
          : handlers['convert/block']!(call, context),
    }));
    await expect(buildModel({ ...request, workers: pool.workers })).rejects.toMatchObject({
      code: 'format/not-finite',
    });
  });

  test.each(['convert/block', 'convert/hash'] as const)(
    'fail typed when a worker dies in %s',
    async (name) => {
      const request = await tinyBuildRequest('q8f16_1', memorySink());
      const { pool, workers } = poolFor(request, 2, (handlers, index) => ({
        ...handlers,
        [name]: () => {
          workers[index]?.die();
          return new Promise(() => undefined);
        },
      }));
      await expect(buildModel({ ...request, workers: pool.workers })).rejects.toMatchObject({
        code: 'app/unexpected',
      });
      pool.close();
      expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
    },
  );

  test('stop within a block of the signal', async () => {
    const controller = new AbortController();
    const request = await tinyBuildRequest('q8f16_1', memorySink());
    let blocks = 0;
    const { pool } = poolFor(request, 2, (handlers) => ({
      ...handlers,
      'convert/block': (call, context) => {
        if (++blocks === 5) controller.abort();
        return handlers['convert/block']!(call, context);
      },
    }));
    const build = buildModel({ ...request, workers: pool.workers, signal: controller.signal });
    expect(isAbort(await build.catch((error: unknown) => error))).toBe(true);
    // What was under way when it fired, and no more.
    expect(blocks).toBeLessThanOrEqual(5 + pool.workers.converter.inFlight);
  });
});
