import { expect, test } from 'vitest';
import { fc } from '../../../testing/properties.ts';
import type { ErrorCode } from '../../../domain/errors/catalog.ts';
import type { ModelManifest } from '../../../domain/model/manifest.ts';
import { ENGINE_CHOICES } from '../../../domain/settings/settings.ts';
import { createManualClock, type ManualClock } from '../../clock/manual-clock.ts';
import { createTwoFakes, textOf } from './two-fakes.ts';

const MODEL = { baseUrl: '', manifest: { totalBytes: 8 } as ModelManifest };
const LOAD_MS = 40;

const gpuFailure = fc.constantFrom<ErrorCode | null>(
  null,
  null,
  'engine/no-library',
  'engine/wrong-numbers',
  'model/shard-hash-mismatch',
);
const cpuFailure = fc.constantFrom<ErrorCode | null>(null, null, null, 'engine/out-of-memory');

const step = fc.oneof(
  fc.record({
    type: fc.constant('load' as const),
    engine: fc.constantFrom(...ENGINE_CHOICES),
    gpu: gpuFailure,
    cpu: cpuFailure,
    abortAfterMs: fc.option(fc.integer({ min: 0, max: 2 * LOAD_MS }), { freq: 4 }),
  }),
  fc.record({ type: fc.constant('draft' as const), givesUp: fc.boolean() }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 2 * LOAD_MS }) }),
  fc.record({ type: fc.constant('interrupt' as const) }),
  fc.record({ type: fc.constant('unload' as const) }),
);

/** Lets time pass until everything has ended, or says that something hangs. */
async function allEnd(clock: ManualClock, endings: readonly Promise<unknown>[]): Promise<void> {
  const state = { ended: false };
  const all = Promise.all(endings).then(() => (state.ended = true));
  for (let turn = 0; turn < 100 && !state.ended; turn++) await clock.advance(LOAD_MS);
  expect(state.ended, 'everything has ended').toBe(true);
  await all;
}

test('whatever is asked in whatever order, the memory holds one model at most, everything ends, and a last load counts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.constantFrom(...ENGINE_CHOICES),
      fc.boolean(),
      async (steps, lastChoice, hasCard) => {
        const clock = createManualClock();
        const { engine, webgpu, cpu, holding, mostHeld } = createTwoFakes({
          clock,
          loadMs: LOAD_MS,
          webgpu: hasCard ? {} : { available: false, reason: 'none' },
        });
        const endings: Promise<unknown>[] = [];
        for (const item of steps) {
          switch (item.type) {
            case 'load': {
              const controller = new AbortController();
              if (item.gpu !== null) webgpu.failNext({ at: 'load', code: item.gpu });
              if (item.cpu !== null) cpu.failNext({ at: 'load', code: item.cpu });
              if (item.abortAfterMs !== null) clock.after(item.abortAfterMs, () => controller.abort());
              endings.push(
                engine.load(MODEL, { engine: item.engine, signal: controller.signal }).catch(() => null),
              );
              break;
            }
            case 'draft':
              if (item.givesUp) {
                webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
              }
              endings.push(textOf(engine));
              break;
            case 'wait':
              await clock.advance(item.ms);
              break;
            case 'interrupt':
              endings.push(engine.interrupt());
              break;
            case 'unload':
              endings.push(engine.unload());
          }
        }
        webgpu.forgetFailures();
        cpu.forgetFailures();
        const last = engine.load(MODEL, { engine: lastChoice });
        await allEnd(clock, [...endings, last]);
        const expected = lastChoice === 'cpu' || (lastChoice === 'auto' && !hasCard) ? 'cpu' : 'webgpu';
        expect((await last).kind).toBe(expected);
        expect([...holding]).toEqual([expected]);
        expect(mostHeld()).toBe(1);
        expect(webgpu.mostAtOnce).toBeLessThanOrEqual(1);
        const draft = textOf(engine);
        await allEnd(clock, [draft]);
        expect(await draft).toBe(`${expected} one two three.`);
        await engine.unload();
        expect(holding.size).toBe(0);
        expect(clock.pending).toBe(0);
      },
    ),
    { numRuns: 400 },
  );
});
