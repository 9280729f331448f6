import { describe, expect, it } from 'vitest';
import { STORY_MANIFEST, STORY_MODEL } from '../../../e2e/stories/manifest.ts';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { EngineChoice } from '../../domain/settings/settings.ts';
import { createWebClock } from '../../platform/clock/web-clock.ts';
import { createTwoFakes, textOf } from '../../platform/engine/adaptive/two-fakes.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { codec, createBench as create } from './session-bench.ts';

describe('the way of a model into the engine', () => {
  it('never lets a load that was overtaken reach the engine, where it would stop the newer one', async () => {
    const codecs: (() => void)[] = [];
    let threads = 1;
    const { session, loads } = create({
      threads: () => threads,
      createCodec: () => new Promise((resolve) => codecs.push(() => resolve(codec))),
    });
    const first = session.start();
    await expect.poll(() => codecs.length).toBe(1);
    threads = 2;
    const second = session.reload();
    await expect.poll(() => codecs.length).toBe(2);
    codecs[1]?.();
    await second;
    codecs[0]?.();
    await first;
    expect(loads.map((options) => options.threads)).toEqual([2]);
    expect(session.getState().phase).toBe('ready');
  });

  it.each(['model/shard-hash-mismatch', 'store/file-missing'] as const)(
    'installs what is damaged or gone when told to try again after %s',
    async (code) => {
      const damaged = { now: true };
      const { session, installs } = create({
        createCodec: () => (damaged.now ? Promise.reject(new ReadroomError(code)) : Promise.resolve(codec)),
      });
      await session.start();
      expect(session.getState().failure?.error.code).toBe(code);
      damaged.now = false;
      await session.retry();
      // Only the very manifest that the catalog announced will do.
      expect(installs).toEqual([[STORY_MANIFEST.id, STORY_MODEL.manifestSha256]]);
      expect(session.getState().phase).toBe('ready');
    },
  );

  it('loads again, and installs nothing, after a failure of the engine', async () => {
    const { session, fakes, installs } = create({ engineChoice: () => 'cpu' });
    fakes.cpu.failNext({ at: 'load', code: 'engine/out-of-memory' });
    await session.start();
    await session.retry();
    expect(installs).toEqual([]);
    expect(session.getState().phase).toBe('ready');
  });

  it('asks for the engine of the settings, and names no engine once a load has failed', async () => {
    let choice: EngineChoice = 'cpu';
    const { session, fakes, loads } = create({ engineChoice: () => choice });
    await session.start();
    expect(session.getState().probe?.kind).toBe('cpu');
    choice = 'webgpu';
    fakes.webgpu.failNext({ at: 'load', code: 'engine/no-library' });
    await session.reload();
    expect(loads.map((options) => options.engine)).toEqual(['cpu', 'webgpu']);
    expect(session.getState()).toMatchObject({
      phase: 'failed',
      probe: null,
      failure: { during: 'load', error: { code: 'engine/no-library' } },
    });
    await session.retry();
    expect(session.getState().probe?.kind).toBe('webgpu');
  });

  it('says that a card computes wrongly until that is understood, and of a missing card only in a note', async () => {
    const { session, fakes } = create();
    fakes.webgpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
    await session.start();
    expect(session.getState()).toMatchObject({
      phase: 'ready',
      alert: 'engine/wrong-numbers',
      probe: { kind: 'cpu', note: SENTENCES['engine/wrong-numbers'] },
    });
    session.dismissAlert();
    expect(session.getState().alert).toBeNull();
    fakes.webgpu.failNext({ at: 'load', code: 'engine/no-library' });
    await session.reload();
    expect(session.getState()).toMatchObject({
      alert: null,
      probe: { kind: 'cpu', note: SENTENCES['engine/no-library'] },
    });
  });

  it('notices when the card gives up during a draft', async () => {
    const { session, fakes } = create();
    await session.start();
    fakes.webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
    expect(await textOf(fakes.engine)).toBe('cpu one two three.');
    expect(session.getState()).toMatchObject({ alert: 'engine/gpu-given-up', probe: { kind: 'cpu' } });
  });

  it('tells how far the processor has got with taking over, and repeats no news that was understood', async () => {
    const { session, fakes } = create();
    await session.start();
    const seen: string[] = [];
    session.subscribe(({ probe, move, alert }) => {
      const state = probe?.kind ?? move?.failure?.code ?? 'loading';
      seen.push(alert === null ? `${state}, understood` : state);
      if (state === 'loading' && alert !== null) session.dismissAlert();
    });
    fakes.webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
    fakes.cpu.failNext({ at: 'load', code: 'engine/out-of-memory' });
    expect(await textOf(fakes.engine)).toBe('(engine/out-of-memory)');
    expect(seen).toContain('engine/out-of-memory, understood');
    expect(await textOf(fakes.engine)).toBe('cpu one two three.');
    expect(seen.at(-1)).toBe('cpu, understood');
  });

  it('never loads damaged files while they are installed again: changed settings wait for the end', async () => {
    const damaged = { now: true };
    const finish: { now: ((model: InstalledModel) => void) | null } = { now: null };
    let choice: EngineChoice = 'cpu';
    const { session, loads } = create({
      engineChoice: () => choice,
      createCodec: () =>
        damaged.now ? Promise.reject(new ReadroomError('model/shard-hash-mismatch')) : Promise.resolve(codec),
      installFromOrigin: () => new Promise((resolve) => (finish.now = resolve)),
    });
    await session.start();
    const repair = session.retry();
    choice = 'webgpu';
    await session.reload();
    expect(session.getState().phase).toBe('installing');
    damaged.now = false;
    finish.now?.(STORY_MODEL);
    await repair;
    expect(session.getState().phase).toBe('ready');
    expect(loads.map(({ engine }) => engine)).toEqual(['webgpu']);
  });

  it('keeps what a graphics card needs when a model is installed, before it is loaded', async () => {
    const prepared: string[] = [];
    const { session, loads } = create({
      prepareGpu: ({ manifest }) => {
        prepared.push(`${manifest.id}, ${loads.length} loads before`);
        return Promise.resolve();
      },
    });
    await session.start();
    await session.install();
    expect(prepared).toEqual([`${STORY_MANIFEST.id}, 1 loads before`]);
    expect(session.getState().phase).toBe('ready');
  });

  it('can be stopped while it loads, and goes on when asked again', async () => {
    const fakes = createTwoFakes({ clock: createWebClock(), loadMs: 60_000 });
    const { session } = create({ engine: fakes.engine });
    void session.start();
    await expect.poll(() => fakes.holding.size).toBe(1);
    session.stopLoading();
    await expect.poll(() => fakes.holding.size).toBe(0);
    expect(session.getState().failure?.error.code).toBe('engine/load-stopped');
  });
});
