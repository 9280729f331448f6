import { expect, it } from 'vitest';
import { STORY_MODEL } from '../../e2e/stories/manifest.ts';
import { createTwoFakes } from '../platform/engine/adaptive/two-fakes.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { testModel } from './test-model.ts';

const set = (): ReturnType<typeof createTwoFakes> =>
  createTwoFakes({ clock: createWebClock(), loadMs: 0, msPerToken: 0 });
const ask = (fakes: ReturnType<typeof set>, activeBytes = 0): ReturnType<typeof testModel> =>
  testModel(STORY_MODEL, { engine: fakes.engine, choice: 'auto', now: () => 7, activeBytes });

it('tells how the known answer came out, and leaves nothing in memory', async () => {
  const fakes = set();
  fakes.webgpu.checkNext({ compared: 5, agreed: 5, detail: 'webgpu float16' });
  expect(await ask(fakes)).toMatchObject({ at: 7, engine: 'webgpu', outcome: 'passed', compared: 5 });
  expect([fakes.webgpu.loaded, fakes.cpu.loaded]).toEqual([false, false]);
});

it('says that the graphics card failed where the processor then passed', async () => {
  const fakes = set();
  fakes.webgpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
  fakes.cpu.checkNext({ compared: 5, agreed: 5, detail: 'cpu' });
  const result = await ask(fakes);
  expect(result).toMatchObject({ engine: 'cpu', outcome: 'passed' });
  expect(result?.detail).toContain('the graphics card computed it wrongly');
});

it('tells a wrong answer of both as a failure', async () => {
  const fakes = set();
  fakes.webgpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
  fakes.cpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
  expect(await ask(fakes)).toMatchObject({ engine: 'cpu', outcome: 'failed' });
});

it('takes a model that cannot be loaded now for untested, not for wrong', async () => {
  const fakes = set();
  fakes.webgpu.failNext({ at: 'load', code: 'engine/no-library' });
  fakes.cpu.failNext({ at: 'load', code: 'engine/out-of-memory' });
  expect(await ask(fakes)).toBeNull();
});

it('never puts two large models into memory', async () => {
  const fakes = set();
  fakes.webgpu.checkNext({ compared: 5, agreed: 5, detail: '' });
  expect(await ask(fakes, 1_900_000_000)).toBeNull();
});
