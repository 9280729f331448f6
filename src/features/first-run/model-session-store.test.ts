import { describe, expect, it } from 'vitest';
import { STORY_MANIFEST, STORY_MODEL } from '../../../e2e/stories/manifest.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { modelBasePath } from '../../domain/model/catalog.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import { createWebClock } from '../../platform/clock/web-clock.ts';
import { createFakeEngine, type FakeEngine } from '../../platform/engine/fake/create-fake-engine.ts';
import type { ModelStore } from '../../platform/model-store/model-store-port.ts';
import { createModelSession, type ModelSession, type ModelSessionPorts } from './model-session-store.ts';

const codec: TokenCodec = { encodePrompt: () => [1], count: () => 1, specialTokenId: () => 2 };

interface Bench {
  readonly session: ModelSession;
  readonly engine: FakeEngine;
  /** Folder and announced manifest hash of each install. */
  readonly installs: (string | undefined)[][];
  readonly loads: (number | undefined)[];
}

function create(changes: Partial<ModelSessionPorts> = {}): Bench {
  const engine = createFakeEngine({ clock: createWebClock(), script: () => 'Normal.' });
  const loads: (number | undefined)[] = [];
  const installs: (string | undefined)[][] = [];
  const load = engine.load.bind(engine);
  engine.load = (model, options = {}) => {
    loads.push(options.threads);
    return load(model, options);
  };
  const store: ModelStore = {
    list: () => Promise.resolve([STORY_MODEL]),
    get: () => Promise.resolve(STORY_MODEL),
    installFromOrigin(url, options) {
      installs.push([url, options?.manifestSha256]);
      return Promise.resolve(STORY_MODEL);
    },
    readFile: () => Promise.resolve(new Uint8Array()),
    remove: () => Promise.resolve(),
    estimate: () => Promise.resolve({ usedBytes: 0, quotaBytes: 1, persisted: true }),
    persist: () => Promise.resolve(true),
  };
  const { id, displayName, totalBytes } = STORY_MANIFEST;
  const session = createModelSession({
    store,
    engine,
    readCatalog: () =>
      Promise.resolve({
        schemaVersion: 1,
        defaultModel: id,
        models: [{ id, displayName, totalBytes, manifestSha256: STORY_MODEL.manifestSha256 }],
      }),
    createCodec: () => Promise.resolve(codec),
    threads: () => null,
    onModel: () => undefined,
    ...changes,
  });
  return { session, engine, installs, loads };
}

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
    expect(loads).toEqual([2]);
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
      expect(installs).toEqual([[modelBasePath(STORY_MANIFEST.id), STORY_MODEL.manifestSha256]]);
      expect(session.getState().phase).toBe('ready');
    },
  );

  it('loads again, and installs nothing, after a failure of the engine', async () => {
    const { session, engine, installs } = create();
    engine.failNext({ at: 'load', code: 'engine/out-of-memory' });
    await session.start();
    await session.retry();
    expect(installs).toEqual([]);
    expect(session.getState().phase).toBe('ready');
  });
});
