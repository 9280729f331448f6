import { afterEach, expect, test } from 'vitest';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { createRpcClient, type RpcClient } from './rpc-client.ts';
import { serveRpc, transferable, type RpcHandlers } from './rpc-server.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

/** A real channel: messages are structured clones, as with a worker. */
function connect(handlers: RpcHandlers): RpcClient {
  const channel = new MessageChannel();
  channels.push(channel);
  channel.port1.start();
  channel.port2.start();
  serveRpc(channel.port2, handlers);
  return createRpcClient(channel.port1);
}

const view = { gguf: new Blob(['x']), tokens: { bytes: new Uint8Array(1), offsets: new Uint32Array(2) } };

test('a call brings back its result and tells its progress, calls side by side keep apart', async () => {
  const client = connect({
    'view/open': ({ modelId }, { progress }) => {
      progress({ doneBytes: 1, totalBytes: 2 });
      return modelId === 'a'
        ? new Promise((resolve) => queueMicrotask(() => resolve(view)))
        : Promise.reject(new ReadroomError('store/file-missing', modelId));
    },
  });
  const seen: number[] = [];
  const [a, b] = await Promise.allSettled([
    client.call('view/open', { modelId: 'a' }, { onProgress: ({ doneBytes }) => seen.push(doneBytes) }),
    client.call('view/open', { modelId: 'b' }),
  ]);
  expect(seen).toEqual([1]);
  expect(a).toMatchObject({ status: 'fulfilled', value: { tokens: view.tokens } });
  expect(b).toMatchObject({ status: 'rejected', reason: { code: 'store/file-missing', detail: 'b' } });
  expect((b as PromiseRejectedResult).reason).toBeInstanceOf(ReadroomError);
});

test('an error without a code crosses as app/unexpected and leaves its words behind', async () => {
  const client = connect({
    'view/open': () => Promise.reject(new TypeError('There is a nodule in the left lung.')),
  });
  const error: unknown = await client.call('view/open', { modelId: 'a' }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'app/unexpected', detail: 'TypeError' });
  expect(JSON.stringify(transferable('a nodule'))).not.toContain('nodule');
});

test('a call that no handler answers fails by name', async () => {
  await expect(connect({}).call('view/open', { modelId: 'a' })).rejects.toMatchObject({
    code: 'app/unexpected',
  });
});

test('aborting rejects at once and reaches the handler', async () => {
  const controller = new AbortController();
  let told: (aborted: boolean) => void = () => undefined;
  const handlerTold = new Promise<boolean>((resolve) => (told = resolve));
  const client = connect({
    'view/open': (_, { signal }) =>
      new Promise((__, reject) => {
        signal.addEventListener('abort', () => {
          told(true);
          reject(signal.reason as Error);
        });
        controller.abort();
      }),
  });
  await expect(
    client.call('view/open', { modelId: 'a' }, { signal: controller.signal }),
  ).rejects.toMatchObject({ name: 'AbortError' });
  expect(await handlerTold).toBe(true);
  await expect(
    client.call('view/open', { modelId: 'a' }, { signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ name: 'AbortError' });
});

test('a dead worker fails its open calls and every later one', async () => {
  const client = connect({ 'view/open': () => new Promise(() => undefined) });
  const open = client.call('view/open', { modelId: 'a' });
  client.fail(new ReadroomError('app/unexpected', 'worker error'));
  await expect(open).rejects.toMatchObject({ detail: 'worker error' });
  await expect(client.call('view/open', { modelId: 'a' })).rejects.toMatchObject({ code: 'app/unexpected' });
});
