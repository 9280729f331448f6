import { afterEach, describe, expect, test } from 'vitest';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { newDetails } from '../domain/model/model-details.ts';
import { buildModel } from '../pipeline/build/build-model.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import type { LoadProgress } from '../platform/engine/engine-port.ts';
import type { DeviceWatch } from '../platform/engine/webllm/device-watch.ts';
import type { OpenGpuSession } from '../platform/engine/webllm/gpu-session.ts';
import type { GpuModel } from '../platform/engine/webllm/gpu-model.ts';
import { memorySink, tinyBuildRequest } from '../testing/generators/tiny-build.ts';
import { tinyLibrary } from '../testing/generators/tiny-library.ts';
import { answeringModel, TEST_ANSWER } from '../testing/webllm/answering-model.ts';
import { createRpcClient, type RpcClient } from './rpc-client.ts';
import { serveRpc } from './rpc-server.ts';
import { createWebllmHandlers } from './webllm-handlers.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

interface Bench {
  readonly client: RpcClient;
  readonly request: OpenGpuSession;
  readonly opened: string[];
  readonly destroyed: () => number;
  /** Bytes of a stored file, to be damaged. */
  readonly files: Map<string, Uint8Array>;
}

/** The worker's calls over a real channel, on a real model's files; only the GPU is a model that knows its answer. */
async function connect(model: GpuModel): Promise<Bench> {
  const sink = memorySink();
  const { manifest } = await buildModel(await tinyBuildRequest('q8f16_1', sink));
  const opened: string[] = [];
  let destroyed = 0;
  const watch: DeviceWatch = {
    lost: new Promise(() => undefined),
    guard: (work) => work,
    error: null,
    writtenBytes: 0,
    onWrite: () => () => undefined,
    destroy: () => (destroyed += 1),
  };
  const channel = new MessageChannel();
  channels.push(channel);
  channel.port1.start();
  channel.port2.start();
  serveRpc(
    channel.port2,
    createWebllmHandlers({
      store: {
        get: (id) =>
          Promise.resolve(
            id === manifest.id
              ? {
                  manifest,
                  manifestSha256: '',
                  baseUrl: '',
                  installedAt: 0,
                  details: newDetails('Tiny', { kind: 'origin', files: [], verified: true }),
                }
              : null,
          ),
        readFile: (_, path) => {
          const bytes = sink.files.get(path);
          return bytes === undefined
            ? Promise.reject(new ReadroomError('model/shard-hash-mismatch', path))
            : Promise.resolve(bytes);
        },
      },
      clock: createManualClock(),
      watch,
      openModel: ({ modelId, shardBytes, onProgress }) => {
        opened.push(modelId);
        onProgress({ phase: 'upload', doneBytes: shardBytes, totalBytes: shardBytes });
        return Promise.resolve(model);
      },
    }),
  );
  const request: OpenGpuSession = {
    modelId: manifest.id,
    baseUrl: 'https://ris.example/models/m/resolve/main/',
    library: tinyLibrary(),
    libraryUrl: 'https://libs.example/tiny.wasm',
    knownAnswer: TEST_ANSWER,
    loss: null,
  };
  const client = createRpcClient(channel.port1);
  return { client, request, opened, destroyed: () => destroyed, files: sink.files };
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );
const draft = { promptTokens: TEST_ANSWER.tokens, maxNewTokens: 4, temperature: 0, stopTokens: [8] };

describe('opening', () => {
  test('every file is checked before the GPU gets any, in bytes, and the answer is checked last', async () => {
    const { client, request } = await connect(answeringModel());
    const seen: LoadProgress[] = [];
    const { tokens } = await client.call('webllm/open', request, { onProgress: (one) => seen.push(one) });
    expect(tokens.offsets.length).toBe(281);
    expect([...new Set(seen.map(({ phase }) => phase))]).toEqual(['verify', 'upload', 'check']);
    const checked = seen.filter(({ phase }) => phase === 'verify');
    expect(checked.at(-1)?.doneBytes).toBe(checked.at(-1)?.totalBytes);
    expect(seen.at(-1)).toMatchObject({ phase: 'check', doneBytes: seen.at(-1)?.totalBytes });
  });

  test('a damaged file stops the load before the GPU is touched', async () => {
    const { client, request, opened, files } = await connect(answeringModel());
    files.delete('params_shard_0.bin');
    expect(await codeOf(client.call('webllm/open', request))).toBe('model/shard-hash-mismatch');
    expect(opened).toEqual([]);
  });

  test('a model that is not installed is named', async () => {
    const { client, request } = await connect(answeringModel());
    expect(await codeOf(client.call('webllm/open', { ...request, modelId: 'none' }))).toBe(
      'store/not-installed',
    );
  });

  test('one worker holds one model: a second opening is refused before it reads anything', async () => {
    const { client, request, opened } = await connect(answeringModel());
    await client.call('webllm/open', request);
    expect(await codeOf(client.call('webllm/open', request))).toBe('app/unexpected');
    expect(opened).toHaveLength(1);
  });

  test('wrong numbers stop the load, and nothing can be drafted after it', async () => {
    const { client, request } = await connect(answeringModel({ logits: (values) => values.fill(0) }));
    expect(await codeOf(client.call('webllm/open', request))).toBe('engine/wrong-numbers');
    expect(await codeOf(client.call('webllm/generate', draft))).toBe('engine/not-loaded');
  });
});

describe('generating', () => {
  test('tokens come as progress, the cost with the end', async () => {
    const { client, request } = await connect(answeringModel());
    await client.call('webllm/open', request);
    const first = await client.call('webllm/generate', draft);
    expect(first).toMatchObject({ finish: 'stop', cost: { reused: 0, prefilled: 4, decoded: 0 } });
    const seen: (readonly number[])[] = [];
    const drawn = { ...draft, maxNewTokens: 1, stopTokens: [] };
    const second = await client.call('webllm/generate', drawn, {
      onProgress: ({ tokens }) => seen.push(tokens),
    });
    expect(seen).toEqual([[8]]);
    expect(second).toMatchObject({ finish: 'length', cost: { reused: 3, prefilled: 1, decoded: 1 } });
  });

  test('an interrupt ends a run after its step', async () => {
    const model = answeringModel();
    const slow: GpuModel = {
      ...model,
      stepTokens: 2,
      append: async (tokens) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await model.append(tokens);
      },
    };
    const { client, request } = await connect(slow);
    await client.call('webllm/open', request);
    const running = client.call('webllm/generate', draft);
    await client.call('webllm/interrupt', null);
    expect(await running).toMatchObject({ finish: 'interrupted', cost: { prefilled: 2, decoded: 0 } });
    expect(await client.call('webllm/generate', draft)).toMatchObject({
      finish: 'stop',
      cost: { reused: 2 },
    });
  });

  test.each([
    [{ at: 'now' } as const, 1, 1],
    [{ at: 'prefill' } as const, 0, 1],
    [{ at: 'decode', token: 1 } as const, 0, 0],
  ])('a loss armed as %o comes at its moment', async (moment, atOnce, afterDraft) => {
    const { client, request, destroyed } = await connect(answeringModel());
    await client.call('webllm/open', request);
    await client.call('webllm/lose-device', moment);
    expect(destroyed()).toBe(atOnce);
    await client.call('webllm/generate', draft);
    expect(destroyed()).toBe(afterDraft);
  });
});
