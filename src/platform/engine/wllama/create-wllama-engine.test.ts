import { describe, expect, test } from 'vitest';
import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { ModelManifest } from '../../../domain/model/manifest.ts';
import { createManualClock } from '../../clock/manual-clock.ts';
import { createMemoryLogger } from '../../logger/memory-logger.ts';
import { PAGE_PATH } from '../../net/own-path.ts';
import type { EngineModel, GenerateEvent, GenerateRequest, ImpressionEngine } from '../engine-port.ts';
import { createWllamaEngine } from './create-wllama-engine.ts';
import type { Session, SessionOptions } from './session.ts';

/*
 * llama.cpp itself runs only in a browser (the journeys in e2e drive it there); here a session that answers by script
 * shows what the engine makes of each thing a session can do.
 */
const STOP = 9;
const model: EngineModel = {
  baseUrl: 'https://ris.example/models/m/resolve/main/',
  manifest: {
    id: 'm',
    totalBytes: 4,
    context: { window: 64, prefillChunk: 8 },
    knownAnswer: {
      tokens: [1, 2],
      argmax: [3, 4],
      margins: [1, 1],
      sampleIds: [3, 4],
      sampleLogits: [-8, 8],
    },
  } as Partial<ModelManifest> as ModelManifest,
};
const request = (over: Partial<GenerateRequest> = {}): GenerateRequest => ({
  promptTokens: [1, 2, 3],
  maxNewTokens: 40,
  temperature: 0,
  stopTokens: [STOP],
  ...over,
});

type Script = Session['complete'];

/** Says what the model above is known to say. */
const rightly: Session['likeliest'] = ([, second]) =>
  Promise.resolve([
    { id: second === undefined ? 3 : 4, logProbability: 0 },
    { id: second === undefined ? 4 : 3, logProbability: -16 },
  ]);
/** Has it the wrong way round. */
const wrongly: Session['likeliest'] = ([, second]) => rightly(second === undefined ? [1, 2] : [1], 2);

function setUp(
  script: Script,
  likeliest: Session['likeliest'] = rightly,
): { engine: ImpressionEngine; opened: SessionOptions[]; closed: () => number } {
  const clock = createManualClock();
  const opened: SessionOptions[] = [];
  let closed = 0;
  const engine = createWllamaEngine({
    clock,
    logger: createMemoryLogger(clock),
    wasm: PAGE_PATH,
    features: () => ({
      webAssembly: true,
      simd: true,
      memory64: true,
      crossOriginIsolated: true,
      processors: 4,
    }),
    openView: () =>
      Promise.resolve({
        gguf: new Blob(['gguf']),
        // Token i is the letter of that place; ids 6 and 7 are the two bytes of é.
        tokens: {
          bytes: new Uint8Array([97, 98, 99, 100, 101, 102, 0xc3, 0xa9, 104]),
          offsets: Uint32Array.from({ length: 11 }, (_, id) => Math.min(id, 9)),
        },
      }),
    knownAnswer: () => Promise.reject(new Error('the manifest has one')),
    open: (options) => {
      opened.push(options);
      return Promise.resolve({
        threads: options.threads,
        complete: script,
        likeliest,
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      });
    },
  });
  return { engine, opened, closed: () => closed };
}

async function collect(
  events: AsyncIterable<GenerateEvent>,
): Promise<{ text: string; done: GenerateEvent | null }> {
  let text = '';
  let done: GenerateEvent | null = null;
  for await (const event of events) {
    if (event.type === 'text') text += event.text;
    else done = event;
  }
  return { text, done };
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const fail = (): void => reject(new DOMException('aborted', 'AbortError'));
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail);
  });

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );

describe('generating', () => {
  test('text comes as the tokens come, characters whole, with the cost at the end', async () => {
    const { engine } = setUp((_, cost, onTokens) => {
      Object.assign(cost, { prefilled: 3, reused: 4, prefillMs: 5, decodeMs: 6 });
      onTokens([0, 6]);
      onTokens([7]);
      return Promise.resolve('stop');
    });
    await engine.load(model);
    const pieces: string[] = [];
    let done: GenerateEvent | null = null;
    for await (const event of engine.generate(request())) {
      if (event.type === 'text') pieces.push(event.text);
      else done = event;
    }
    expect(pieces).toEqual(['a', 'é']);
    expect(done).toMatchObject({
      finish: 'stop',
      usage: { prefilled: 3, reused: 4, decoded: 3, prefillMs: 5 },
    });
  });

  test('a stop token ends the impression, is no part of it, and stops the model', async () => {
    const { engine } = setUp(async (_, __, onTokens, signal) => {
      onTokens([0, STOP, 1]);
      return await untilAborted(signal);
    });
    await engine.load(model);
    expect(await collect(engine.generate(request()))).toMatchObject({ text: 'a', done: { finish: 'stop' } });
  });

  test('an aborted signal ends the run as interrupted, not as a failure', async () => {
    const { engine } = setUp(async (_, __, onTokens, signal) => {
      onTokens([0]);
      return await untilAborted(signal);
    });
    await engine.load(model);
    const controller = new AbortController();
    const run = collect(engine.generate(request({ signal: controller.signal })));
    controller.abort();
    expect((await run).done).toMatchObject({ finish: 'interrupted' });
  });

  test('a second run interrupts the first and starts when that has ended', async () => {
    let running = 0;
    let most = 0;
    const { engine } = setUp(async (_, __, onTokens, signal) => {
      most = Math.max(most, ++running);
      try {
        onTokens([0]);
        if (most === 1 && running === 1 && !second) return await untilAborted(signal);
        return 'stop';
      } finally {
        running -= 1;
      }
    });
    let second = false;
    await engine.load(model);
    const first = collect(engine.generate(request()));
    await Promise.resolve();
    second = true;
    const [a, b] = await Promise.all([first, collect(engine.generate(request()))]);
    expect(a.done).toMatchObject({ finish: 'interrupted' });
    expect(b.done).toMatchObject({ finish: 'stop' });
    expect(most).toBe(1);
  });

  test('a prompt that leaves no room is refused by name and the next one runs', async () => {
    const asked: number[] = [];
    const { engine } = setUp(({ maxNewTokens }) => {
      asked.push(maxNewTokens);
      return Promise.resolve('length');
    });
    await engine.load(model);
    const long = request({ promptTokens: Array.from({ length: 60 }, () => 1) });
    expect(await codeOf(collect(engine.generate(long)))).toBe('engine/prompt-too-long');
    const close = request({ promptTokens: Array.from({ length: 30 }, () => 1) });
    expect((await collect(engine.generate(close))).done).toMatchObject({ finish: 'length' });
    expect(asked).toEqual([34]);
  });

  test('without a model there is a named error', async () => {
    const { engine } = setUp(() => Promise.resolve('stop'));
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/not-loaded');
  });
});

describe('crashing', () => {
  test('a crash is named, quotes nothing, frees the session, and the next run loads again', async () => {
    let runs = 0;
    const { engine, opened, closed } = setUp(() => {
      runs += 1;
      return runs === 1
        ? Promise.reject(new Error('memory access out of bounds near "nodule"'))
        : Promise.resolve('stop');
    });
    await engine.load(model, { threads: 2 });
    const error: unknown = await collect(engine.generate(request())).catch((caught: unknown) => caught);
    expect((error as ReadroomError).code).toBe('engine/crashed');
    expect((error as ReadroomError).message + String((error as ReadroomError).cause)).not.toContain('nodule');
    expect(closed()).toBe(1);
    expect((await collect(engine.generate(request()))).done).toMatchObject({ finish: 'stop' });
    expect(opened.map(({ threads }) => threads)).toEqual([2, 2]);
  });
});

describe('loading', () => {
  test('a new load closes the old session, and unloading closes the last', async () => {
    const { engine, opened, closed } = setUp(() => Promise.resolve('stop'));
    await engine.load(model);
    await engine.load(model);
    expect([opened.length, closed()]).toEqual([2, 1]);
    await engine.unload();
    expect(closed()).toBe(2);
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/not-loaded');
  });

  test('the known answer is asked for before anything is drafted, and its outcome is told', async () => {
    const { engine } = setUp(() => Promise.resolve('stop'));
    expect((await engine.load(model)).check).toMatchObject({ compared: 4, agreed: 4 });
  });

  test('a session that answers wrongly is closed, and nothing can be drafted', async () => {
    const { engine, closed } = setUp(() => Promise.resolve('stop'), wrongly);
    expect(await codeOf(engine.load(model))).toBe('engine/wrong-numbers');
    expect(closed()).toBe(1);
    expect(await codeOf(collect(engine.generate(request())))).toBe('engine/not-loaded');
  });

  test('a session that dies while it is asked is closed, and quotes nothing', async () => {
    const { engine, closed } = setUp(
      () => Promise.resolve('stop'),
      () => Promise.reject(new Error('memory access out of bounds')),
    );
    const error: unknown = await engine.load(model).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'engine/crashed', detail: 'known answer' });
    expect(closed()).toBe(1);
  });

  test('a browser that cannot run it says why', async () => {
    const clock = createManualClock();
    const engine = createWllamaEngine({
      clock,
      logger: createMemoryLogger(clock),
      wasm: PAGE_PATH,
      features: () => ({
        webAssembly: true,
        simd: true,
        memory64: false,
        crossOriginIsolated: true,
        processors: 4,
      }),
      openView: () => Promise.reject(new Error('not reached')),
      knownAnswer: () => Promise.reject(new Error('not reached')),
    });
    expect(await engine.probe()).toMatchObject({
      available: false,
      reason: expect.stringContaining('memory') as string,
    });
    expect(await codeOf(engine.load(model))).toBe('engine/unavailable');
  });
});
