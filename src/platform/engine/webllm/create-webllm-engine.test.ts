import { describe, expect, test } from 'vitest';
import { deferred } from '../../../domain/deferred.ts';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { tinyLibrary } from '../../../testing/generators/tiny-library.ts';
import { tinyManifest } from '../../../testing/generators/tiny-manifest.ts';
import type { GenerateEvent, LoadProgress } from '../engine-port.ts';
import {
  ANSWER,
  codeOf,
  collect,
  GPU,
  model,
  request,
  setUp,
  writeAll,
  writeOn,
} from '../../../testing/webllm/engine-bench.ts';
import { FAKE_COST } from '../../../testing/webllm/fake-gpu-sessions.ts';

describe('loading', () => {
  test('a load tells the worker all that it needs, and says what it computes with', async () => {
    const { engine, gpus, computed } = setUp();
    expect(await engine.load(model)).toMatchObject({
      kind: 'webgpu',
      compute: 'float32',
      device: 'a test card',
    });
    expect(gpus.asked).toEqual([
      {
        modelId: model.manifest.id,
        baseUrl: model.baseUrl,
        library: tinyLibrary(),
        libraryUrl: 'https://libs.example/tiny.wasm',
        knownAnswer: ANSWER,
        loss: null,
      },
    ]);
    expect(computed).toEqual([]);
  });

  test('an answer that the manifest does not know is computed before the load', async () => {
    const { engine, gpus, computed } = setUp();
    const older = { ...model, manifest: tinyManifest() };
    const seen: LoadProgress[] = [];
    await engine.load(older, { onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).toEqual({ phase: 'check', doneBytes: 3, totalBytes: 9 });
    expect(computed).toEqual([older]);
    expect(gpus.asked[0]?.knownAnswer).toBe(ANSWER);
  });

  test.each([
    ['engine/no-webgpu', null, tinyManifest()],
    ['engine/no-library', GPU, { ...tinyManifest(), quantization: 'q8f16_1' as const }],
    ['engine/gpu-too-small', { ...GPU, limits: {} }, tinyManifest()],
  ])('%s is told before anything is put on the card', async (code, facts, manifest) => {
    const { engine, gpus } = setUp(writeAll, facts);
    expect(await codeOf(engine.load({ ...model, manifest }))).toBe(code);
    expect(gpus.asked).toEqual([]);
  });

  test('a browser that never answers about its GPU has none', async () => {
    const { engine, clock } = setUp(writeAll, new Promise(() => undefined));
    const probe = engine.probe();
    const load = codeOf(engine.load(model));
    await clock.advance(60_000);
    expect(await probe).toMatchObject({ available: false });
    expect(await load).toBe('engine/no-webgpu');
  });

  test('a software adapter is not offered, but taken when it is asked for', async () => {
    const { engine } = setUp(writeAll, { ...GPU, software: true });
    expect(await engine.probe()).toMatchObject({
      available: false,
      reason: expect.stringContaining('software') as string,
    });
    expect(await engine.load(model)).toMatchObject({
      available: true,
      check: { compared: 3, agreed: 3 },
    });
  });

  test('wrong numbers end the load by name and leave nothing loaded', async () => {
    const { engine, gpus } = setUp();
    gpus.failures.push(new ReadroomError('engine/wrong-numbers'));
    expect(await codeOf(engine.load(model))).toBe('engine/wrong-numbers');
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/not-loaded');
    expect(gpus.asked.length).toBe(1);
  });

  test('the newest load wins, and two models are never on the card', async () => {
    const { engine, gpus } = setUp();
    const gate = deferred<null>();
    gpus.gate = gate.promise;
    const first = codeOf(engine.load(model));
    await Promise.resolve();
    const second = engine.load(model);
    gate.resolve(null);
    expect(await first).toBe('AbortError');
    await second;
    expect(gpus.openNow).toBe(1);
    await engine.load(model);
    expect(gpus.openNow).toBe(1);
    await engine.unload();
    expect(gpus.openNow).toBe(0);
  });

  test('a cancelled load and an unload in the middle of one leave the card free', async () => {
    const { engine, gpus } = setUp();
    const gate = deferred<null>();
    gpus.gate = gate.promise;
    const controller = new AbortController();
    const cancelled = codeOf(engine.load(model, { signal: controller.signal }));
    controller.abort();
    const unloaded = codeOf(engine.load(model));
    await Promise.resolve();
    await engine.unload();
    gate.resolve(null);
    expect([await cancelled, await unloaded]).toEqual(['AbortError', 'AbortError']);
    expect(gpus.openNow).toBe(0);
  });
});

describe('generating', () => {
  test('text comes as the tokens come, characters whole, with the cost at the end', async () => {
    const { engine } = setUp();
    await engine.load(model);
    const pieces: string[] = [];
    let done: GenerateEvent | null = null;
    for await (const event of engine.generate(request())) {
      if (event.type === 'text') pieces.push(event.text);
      else done = event;
    }
    expect(pieces).toEqual(['a', 'é']);
    expect(done).toMatchObject({ finish: 'stop', usage: FAKE_COST });
  });

  test('an aborted signal interrupts the session, and the run ends as interrupted', async () => {
    const { engine } = setUp(writeOn);
    await engine.load(model);
    const controller = new AbortController();
    const seen: GenerateEvent[] = [];
    for await (const event of engine.generate(request({ signal: controller.signal }))) {
      seen.push(event);
      controller.abort();
    }
    expect(seen).toMatchObject([{ text: 'a' }, { finish: 'interrupted', usage: { reused: 4 } }]);
  });

  test('an unload ends a running draft as interrupted, without waiting for the card', async () => {
    const { engine } = setUp((_, onTokens) => {
      onTokens([0]);
      return new Promise(() => undefined);
    });
    await engine.load(model);
    const run = collect(engine.generate(request()));
    await new Promise((resolve) => setImmediate(resolve));
    await engine.unload();
    expect(await run).toMatchObject({ text: 'a', done: { finish: 'interrupted' } });
  });

  test('a signal that fires before the session is reached starts nothing', async () => {
    let runs = 0;
    const { engine } = setUp((...given) => {
      runs += 1;
      return writeAll(...given);
    });
    await engine.load(model);
    const controller = new AbortController();
    const run = collect(engine.generate(request({ signal: controller.signal })));
    await Promise.resolve();
    controller.abort();
    expect(await run).toMatchObject({ text: '', done: { finish: 'interrupted', usage: { prefilled: 0 } } });
    expect(runs).toBe(0);
  });

  test('a prompt that leaves no room is refused by name and the next one runs', async () => {
    const asked: number[] = [];
    const { engine } = setUp(({ maxNewTokens }) => {
      asked.push(maxNewTokens);
      return Promise.resolve({ finish: 'length', cost: FAKE_COST });
    });
    await engine.load(model);
    const long = request({ promptTokens: Array.from({ length: 120 }, () => 1) });
    expect(await codeOf(collect(engine.generate(long)))).toBe('engine/prompt-too-long');
    await collect(engine.generate(request({ promptTokens: Array.from({ length: 94 }, () => 1) })));
    expect(asked).toEqual([34]);
  });
});
