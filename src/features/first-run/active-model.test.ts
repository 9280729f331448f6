import { describe, expect, it } from 'vitest';
import { STORY_MANIFEST, STORY_MODEL } from '../../../e2e/stories/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { newDetails } from '../../domain/model/model-details.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { createBench } from './session-bench.ts';

const DEFAULT = STORY_MANIFEST.id;
const OTHER: InstalledModel = {
  ...STORY_MODEL,
  manifest: { ...STORY_MANIFEST, id: 'hospital-7b-q4f16_1' },
  manifestSha256: 'f'.repeat(64),
  details: newDetails('Hospital 7B', { kind: 'merge', files: ['base.gguf'], verified: true }),
};
const nowhere = (): Promise<never> => Promise.reject(new ReadroomError('net/offline'));

describe('the active model', () => {
  it('is the one that the server offers first until a person chooses another, which stays chosen', async () => {
    const { session, loaded, settings } = createBench({}, [OTHER, STORY_MODEL]);
    await session.start();
    await session.activate(OTHER.manifest.id);
    expect(settings.activeModel).toBe(OTHER.manifest.id);
    await session.start();
    expect(loaded).toEqual([DEFAULT, OTHER.manifest.id, OTHER.manifest.id]);
  });

  it('is any that is installed where the server cannot be reached or the chosen one is gone', async () => {
    const { session, loaded, settings } = createBench({ readCatalog: nowhere }, [OTHER]);
    settings.activeModel = 'long-gone-q8f16_1';
    await session.start();
    expect(loaded).toEqual([OTHER.manifest.id]);
    expect(session.getState().phase).toBe('ready');
  });

  it('gives its place to the next when it is removed, and to nothing when it was the last', async () => {
    const { session, fakes, settings, drafters } = createBench({ readCatalog: nowhere }, [
      OTHER,
      STORY_MODEL,
    ]);
    await session.start();
    await session.activate(DEFAULT);
    await session.remove(DEFAULT);
    expect(session.getState().installed?.manifest.id).toBe(OTHER.manifest.id);
    expect(settings.activeModel).toBeNull();
    await session.remove(OTHER.manifest.id);
    expect(session.getState()).toMatchObject({ phase: 'failed', installed: null, probe: null });
    expect([fakes.cpu.loaded, fakes.webgpu.loaded]).toEqual([false, false]);
    expect(drafters.at(-1)).toBeNull();
  });

  it('drafts no more once its files are found to be damaged, and is repaired from the server', async () => {
    const { session, fakes, installs, drafters } = createBench({}, [OTHER, STORY_MODEL]);
    await session.start();
    await session.noteDamaged(OTHER.manifest.id, 'params_shard_0.bin');
    expect(session.getState().phase).toBe('ready');
    await session.noteDamaged(DEFAULT, 'params_shard_0.bin');
    expect(session.getState()).toMatchObject({
      phase: 'failed',
      probe: null,
      failure: { error: { code: 'model/shard-hash-mismatch', detail: 'params_shard_0.bin' } },
    });
    expect([fakes.cpu.loaded, fakes.webgpu.loaded]).toEqual([false, false]);
    expect(drafters.at(-1)).toBeNull();
    await session.retry();
    expect(installs).toHaveLength(1);
    expect(session.getState().phase).toBe('ready');
  });

  it('goes on drafting while another model is removed', async () => {
    const { session, loaded, models } = createBench({}, [OTHER, STORY_MODEL]);
    await session.start();
    await session.remove(OTHER.manifest.id);
    expect([...models.keys()]).toEqual([DEFAULT]);
    expect(loaded).toEqual([DEFAULT]);
    expect(session.getState().phase).toBe('ready');
  });

  it('is loaded again when it could not be removed', async () => {
    const { session, loaded, models } = createBench();
    await session.start();
    const remove = session.remove(DEFAULT);
    models.delete = () => {
      throw new ReadroomError('library/busy');
    };
    await expect(remove).rejects.toMatchObject({ code: 'library/busy' });
    expect(loaded).toEqual([DEFAULT, DEFAULT]);
    expect(session.getState().phase).toBe('ready');
  });

  it('stays when another model is installed, and is the new one where there was none', async () => {
    const first = createBench();
    await first.session.start();
    await first.session.noteInstalled(OTHER);
    expect(first.loaded).toEqual([DEFAULT]);
    const second = createBench({ readCatalog: nowhere }, []);
    await second.session.start();
    await second.session.noteInstalled(OTHER);
    expect(second.loaded).toEqual([OTHER.manifest.id]);
    expect(second.session.getState().phase).toBe('ready');
  });

  it('is loaded anew when another build of it was installed', async () => {
    const { session, loaded } = createBench();
    await session.start();
    await session.noteInstalled({ ...STORY_MODEL, manifestSha256: 'a'.repeat(64) });
    expect(loaded).toEqual([DEFAULT, DEFAULT]);
    expect(session.getState().installed?.manifestSha256).toBe('a'.repeat(64));
  });
});

describe('what is kept beside a model', () => {
  it('is when it was last loaded', async () => {
    const { session, described } = createBench({ now: () => 4_711 });
    await session.start();
    expect(described).toEqual([[DEFAULT, { lastUsedAt: 4_711 }]]);
    expect(session.getState().installed?.details.lastUsedAt).toBe(4_711);
  });

  it('is that its known answer came out, by which engine, and of how many comparisons', async () => {
    const { session, fakes, models } = createBench();
    fakes.webgpu.checkNext({ compared: 9, agreed: 9, detail: 'webgpu float16' });
    await session.start();
    expect(models.get(DEFAULT)?.details.knownAnswer).toEqual({
      at: 1_000,
      engine: 'webgpu',
      outcome: 'passed',
      compared: 9,
      agreed: 9,
      detail: 'webgpu float16',
    });
  });

  it('is that the processor computes it wrongly, and then nothing drafts', async () => {
    const { session, fakes, models, drafters } = createBench({ engineChoice: () => 'cpu' });
    fakes.cpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
    await session.start();
    expect(models.get(DEFAULT)?.details.knownAnswer?.outcome).toBe('failed');
    expect(session.getState()).toMatchObject({
      phase: 'failed',
      failure: { during: 'load', error: { code: 'engine/wrong-numbers' } },
    });
    expect(drafters.every((drafter) => drafter === null)).toBe(true);
  });

  it('is no hindrance when it cannot be written', async () => {
    const { session, models } = createBench();
    models.get = () => undefined;
    await session.start();
    expect(session.getState().phase).toBe('ready');
  });
});

describe('a prompt that a person edited', () => {
  const prompt = { ...STORY_MANIFEST.chatTemplate, template: 'Findings: {findings}' };
  const edited = { ...STORY_MODEL, details: { ...STORY_MODEL.details, prompt } };

  it('takes effect without a load, and drafts say so', async () => {
    const { session, loaded, drafters } = createBench();
    await session.start();
    await session.noteChanged(edited);
    expect(drafters.at(-1)).toMatchObject({ id: DEFAULT, promptSha256: 'sha256 of Findings: {findings}' });
    await session.noteChanged(STORY_MODEL);
    expect(drafters.at(-1)).toEqual({ id: DEFAULT, manifestSha256: STORY_MODEL.manifestSha256 });
    expect(loaded).toEqual([DEFAULT]);
  });

  it('is used from the first draft on after the next start', async () => {
    const { session, drafters } = createBench({}, [edited]);
    await session.start();
    expect(drafters.at(-1)?.promptSha256).toBe('sha256 of Findings: {findings}');
  });
});

describe('a newer build on the server', () => {
  it('is told of for what came from there, and not for what was merged here', async () => {
    const older = { ...STORY_MODEL, manifestSha256: 'b'.repeat(64) };
    const mine = { ...older, details: newDetails('Mine', { kind: 'merge', files: [], verified: true }) };
    const first = createBench({}, [older]);
    await first.session.start();
    expect(first.session.getState().newerBuilds).toEqual([DEFAULT]);
    await first.session.noteInstalled(STORY_MODEL);
    expect(first.session.getState().newerBuilds).toEqual([]);
    const second = createBench({}, [mine]);
    await second.session.start();
    expect(second.session.getState().newerBuilds).toEqual([]);
  });
});
