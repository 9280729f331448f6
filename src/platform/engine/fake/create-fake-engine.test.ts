import { expect, test } from 'vitest';
import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { ModelManifest } from '../../../domain/model/manifest.ts';
import { createManualClock, type ManualClock } from '../../clock/manual-clock.ts';
import type { GenerateEvent, GenerateRequest } from '../engine-port.ts';
import { createFakeEngine, type FakeEngine } from './create-fake-engine.ts';

const model = { baseUrl: '', manifest: { totalBytes: 8 } as ModelManifest };
const ask = (promptTokens: number[], signal?: AbortSignal): GenerateRequest => ({
  promptTokens,
  maxNewTokens: 10,
  temperature: 0,
  stopTokens: [],
  ...(signal && { signal }),
});

async function loadIt(engine: FakeEngine, clock: ManualClock): Promise<void> {
  const load = engine.load(model);
  await clock.advance(1);
  await load;
}

async function read(engine: FakeEngine, request: GenerateRequest): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of engine.generate(request)) events.push(event);
  return events;
}

test('it writes its script word by word, paced by the clock, and counts what it reused', async () => {
  const clock = createManualClock();
  const engine = createFakeEngine({
    clock,
    script: () => 'No acute findings.',
    msPerToken: 10,
    prefillMsPerToken: 1,
  });
  await loadIt(engine, clock);
  const first = read(engine, ask([1, 2, 3, 4]));
  await clock.advance(100);
  const events = await first;
  expect(events.map((event) => (event.type === 'text' ? event.text : ''))).toEqual([
    'No',
    ' acute',
    ' findings.',
    '',
  ]);
  expect(events.at(-1)).toMatchObject({
    finish: 'stop',
    usage: { prefilled: 4, reused: 0, decoded: 3, timeToFirstTokenMs: 14, prefillMs: 4 },
  });
  const second = read(engine, ask([1, 2, 3, 9]));
  await clock.advance(100);
  expect((await second).at(-1)).toMatchObject({ usage: { prefilled: 1, reused: 3 } });
});

test('a newer run interrupts the older one and they never overlap; a reader that leaves stops the run', async () => {
  const clock = createManualClock();
  const engine = createFakeEngine({ clock, script: () => 'one two three', msPerToken: 10 });
  await loadIt(engine, clock);
  const runs = [1, 2, 3].map((id) => read(engine, ask([id])));
  await clock.advance(100);
  const ends = (await Promise.all(runs)).map((events) => events.at(-1));
  expect(ends).toMatchObject([{ finish: 'interrupted' }, { finish: 'interrupted' }, { finish: 'stop' }]);
  expect(engine.mostAtOnce).toBe(1);

  const leave = (async () => {
    for await (const event of engine.generate(ask([4]))) if (event.type === 'text') break;
  })();
  await clock.advance(100);
  await leave;
  expect(clock.pending).toBe(0);
});

test('failures come where they were planned, once', async () => {
  const clock = createManualClock();
  const engine = createFakeEngine({ clock, script: () => 'one two three' });
  engine.failNext({ at: 'load', code: 'engine/out-of-memory' });
  const load = engine.load(model);
  const failed = expect(load).rejects.toMatchObject({ code: 'engine/out-of-memory' });
  await clock.advance(1);
  await failed;
  const reload = engine.load(model);
  await clock.advance(1);
  await reload;
  engine.failNext({ at: 'generate', code: 'engine/crashed', afterTokens: 2 });
  let text = '';
  const run = (async () => {
    for await (const event of engine.generate(ask([1]))) if (event.type === 'text') text += event.text;
  })().catch((error: unknown) => (error as ReadroomError).code);
  await clock.advance(1);
  expect([await run, text]).toEqual(['engine/crashed', 'one two']);
});
