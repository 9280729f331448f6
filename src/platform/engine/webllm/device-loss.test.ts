import { describe, expect, test } from 'vitest';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { tinyLibrary } from '../../../testing/generators/tiny-library.ts';
import type { FakeScript } from '../../../testing/webllm/fake-gpu-sessions.ts';
import {
  codeOf,
  collect,
  model,
  request,
  setUp,
  writeAll,
  writeOn,
} from '../../../testing/webllm/engine-bench.ts';
import { HUNG_MS } from './run-draft.ts';
import { RECOVERY_LIMIT_MS } from './recovery.ts';

describe('losing the device', () => {
  test('a running draft ends by name, what it wrote stays, and the next draft waits for the card', async () => {
    let runs = 0;
    const { engine, gpus, clock } = setUp((...rest) => (++runs === 1 ? writeOn(...rest) : writeAll(...rest)));
    await engine.load(model);
    let text = '';
    const run = (async () => {
      for await (const event of engine.generate(request())) {
        if (event.type === 'text') text += event.text;
        gpus.sessions[0]?.lose();
      }
    })();
    expect(await codeOf(run)).toBe('engine/device-lost');
    expect(text).toBe('a');
    const next = collect(engine.generate(request()));
    await clock.advance(1_000);
    expect(await next).toMatchObject({ text: 'aé', done: { finish: 'stop' } });
    expect(gpus.openNow).toBe(1);
  });

  test('a loss at idle is repaired before the next draft asks', async () => {
    const { engine, gpus, clock } = setUp();
    await engine.load(model);
    gpus.sessions[0]?.lose();
    await clock.advance(1_000);
    expect([gpus.asked.length, gpus.openNow]).toEqual([2, 1]);
    expect(gpus.sessions[0]?.closed).toBe(true);
    expect((await collect(engine.generate(request()))).text).toBe('aé');
  });

  test('after three tries the card is given up, by name, until the next load', async () => {
    const { engine, gpus, clock } = setUp();
    await engine.load(model);
    for (let tries = 0; tries < 4; tries++) {
      gpus.sessions.at(-1)?.lose();
      await clock.advance(60_000);
    }
    expect(gpus.asked.length).toBe(4);
    expect(gpus.openNow).toBe(0);
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/gpu-given-up');
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/gpu-given-up');
    await engine.load(model);
    expect((await collect(engine.generate(request()))).text).toBe('aé');
  });

  test('a card that does not come back is given up, by name, while a draft waits for it', async () => {
    const { engine, gpus, clock } = setUp();
    await engine.load(model);
    gpus.gate = new Promise(() => undefined);
    gpus.sessions[0]?.lose();
    const next = codeOf(collect(engine.generate(request())));
    await clock.advance(RECOVERY_LIMIT_MS);
    expect(await next).toBe('engine/gpu-given-up');
    expect([gpus.asked.length, gpus.openNow, clock.pending]).toEqual([2, 0, 0]);
  });

  test('tries that fail count too, and wait longer each time', async () => {
    const { engine, gpus, clock } = setUp();
    await engine.load(model);
    const gone = new ReadroomError('engine/no-webgpu');
    gpus.failures.push(gone, gone, gone);
    gpus.sessions[0]?.lose();
    await clock.advance(300);
    expect(gpus.asked.length).toBe(2);
    await clock.advance(1_000);
    expect(gpus.asked.length).toBe(3);
    await clock.advance(4_000);
    expect(gpus.asked.length).toBe(4);
    await expect(collect(engine.generate(request()))).rejects.toMatchObject({
      code: 'engine/gpu-given-up',
      detail: '3 tries, last engine/no-webgpu',
    });
  });

  test('losses that lie far apart do not add up', async () => {
    const { engine, gpus, clock } = setUp();
    await engine.load(model);
    for (let hour = 0; hour < 6; hour++) {
      gpus.sessions.at(-1)?.lose();
      await clock.advance(3_600_000);
    }
    expect((await collect(engine.generate(request()))).text).toBe('aé');
  });

  test('a card that computes wrongly after a loss is not tried again', async () => {
    const { engine, gpus, clock } = setUp();
    await engine.load(model);
    gpus.failures.push(new ReadroomError('engine/wrong-numbers'));
    gpus.sessions[0]?.lose();
    await clock.advance(60_000);
    expect(gpus.asked.length).toBe(2);
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/wrong-numbers');
  });

  test('a loss during the upload is tried again within the same load', async () => {
    const { engine, gpus, clock } = setUp();
    gpus.failures.push(new ReadroomError('engine/device-lost'));
    await engine.loseDevice({ at: 'upload', afterBytes: 1 });
    const load = engine.load(model);
    await clock.advance(1_000);
    expect(await load).toMatchObject({ kind: 'webgpu' });
    expect(gpus.asked.map(({ loss }) => loss?.at ?? null)).toEqual(['upload', null]);
  });

  test('a draft whose interrupt the card never answers counts as a loss, and the next draft is written', async () => {
    let runs = 0;
    const hang: FakeScript = (_, onTokens) => {
      onTokens([0]);
      return new Promise(() => undefined);
    };
    const { engine, gpus, clock } = setUp((...rest) => (++runs === 1 ? hang : writeAll)(...rest));
    await engine.load(model);
    const first = collect(engine.generate(request()));
    await clock.advance(HUNG_MS);
    expect(gpus.asked.length).toBe(1);
    const next = collect(engine.generate(request()));
    await clock.advance(HUNG_MS - 1);
    expect(gpus.sessions[0]?.closed).toBe(false);
    await clock.advance(1_000);
    expect(await first).toMatchObject({ text: 'a', done: { finish: 'interrupted' } });
    expect(await next).toMatchObject({ text: 'aé', done: { finish: 'stop' } });
    expect([gpus.asked.length, gpus.openNow, clock.pending]).toEqual([2, 1, 0]);
  });

  test('numbers that go wrong in a draft end it by name and block the card until the next load', async () => {
    const { engine, gpus, clock } = setUp((_, onTokens) => {
      onTokens([0]);
      return Promise.reject(new ReadroomError('engine/wrong-numbers'));
    });
    await engine.load(model);
    let text = '';
    const run = (async () => {
      for await (const event of engine.generate(request())) if (event.type === 'text') text += event.text;
    })();
    expect(await codeOf(run)).toBe('engine/wrong-numbers');
    expect(text).toBe('a');
    await clock.advance(60_000);
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/wrong-numbers');
    expect([gpus.asked.length, gpus.openNow]).toEqual([1, 0]);
    await engine.load(model);
    expect(gpus.openNow).toBe(1);
  });

  test('wrong numbers block the card also when newer findings had ended that draft', async () => {
    const { engine, gpus } = setUp(async (_, onTokens, interrupted) => {
      onTokens([0]);
      await new Promise((resolve) => interrupted.addEventListener('abort', resolve));
      throw new ReadroomError('engine/wrong-numbers');
    });
    await engine.load(model);
    const controller = new AbortController();
    for await (const event of engine.generate(request({ signal: controller.signal }))) {
      controller.abort();
      expect(event.type === 'text' || event.finish === 'interrupted').toBe(true);
    }
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/wrong-numbers');
    expect(gpus.openNow).toBe(0);
  });

  test('a library that another window replaced is looked for again', async () => {
    const { engine, gpus, clock, libraries } = setUp();
    await engine.load(model);
    const newer = tinyLibrary({ sha256: 'e'.repeat(64) });
    libraries.ensure = (library) =>
      library.sha256 === newer.sha256
        ? Promise.resolve({ library, url: 'https://libs.example/newer.wasm' })
        : Promise.reject(new ReadroomError('net/hash-mismatch'));
    libraries.list = () => Promise.resolve([newer]);
    gpus.sessions[0]?.lose();
    await clock.advance(1_000);
    expect(gpus.asked.at(-1)).toMatchObject({
      library: newer,
      libraryUrl: 'https://libs.example/newer.wasm',
    });
    expect((await collect(engine.generate(request()))).text).toBe('aé');
  });

  test('an unload ends a recovery', async () => {
    const { engine, gpus, clock } = setUp();
    await engine.load(model);
    gpus.sessions[0]?.lose();
    await Promise.resolve();
    await engine.unload();
    await clock.advance(60_000);
    expect([gpus.asked.length, gpus.openNow, clock.pending]).toEqual([1, 0, 0]);
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/not-loaded');
  });

  test('a draft that waits for a recovery can be interrupted', async () => {
    const { engine, gpus } = setUp();
    await engine.load(model);
    gpus.sessions[0]?.lose();
    await Promise.resolve();
    const controller = new AbortController();
    const run = collect(engine.generate(request({ signal: controller.signal })));
    await Promise.resolve();
    controller.abort();
    expect((await run).done).toMatchObject({ finish: 'interrupted', usage: { decoded: 0 } });
  });
});
