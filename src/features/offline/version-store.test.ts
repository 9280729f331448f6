import { describe, expect, it } from 'vitest';
import { createStoryOffline } from '../../../e2e/stories/story-offline.ts';
import { deferred } from '../../domain/deferred.ts';
import { createVersionStore } from './version-store.ts';

const READY = { newVersion: 'ready' } as const;

describe('the new version', () => {
  it('takes over when everything is saved, and opens when what came meanwhile is saved too', async () => {
    const offline = createStoryOffline(READY);
    const saves: (readonly string[])[] = [];
    const saveAll = (): Promise<boolean> => Promise.resolve(saves.push([...offline.asked]) > 0);
    const store = createVersionStore({ offline, saveAll, isBusy: () => false });
    await store.takeNew();
    // What had been done at each save.
    expect(saves).toEqual([[], ['take over']]);
    expect(offline.asked).toEqual(['take over', 'reload']);
    expect(store.getState().held).toBeNull();
  });

  it('waits while a report cannot be saved, and says so', async () => {
    const offline = createStoryOffline(READY);
    const store = createVersionStore({
      offline,
      saveAll: () => Promise.resolve(false),
      isBusy: () => false,
    });
    await store.takeNew();
    expect(offline.asked).toEqual([]);
    expect(store.getState()).toMatchObject({ held: 'offline/unsaved', isTakingOver: false });
  });

  it('never opens over words that came while it took over and cannot be saved', async () => {
    const offline = createStoryOffline(READY);
    const saves = [true, false, true, true];
    const store = createVersionStore({
      offline,
      saveAll: () => Promise.resolve(saves.shift() ?? false),
      isBusy: () => false,
    });
    await store.takeNew();
    expect(offline.asked).toEqual(['take over']);
    expect(store.getState().held).toBe('offline/unsaved');
    await store.takeNew();
    expect(offline.asked.at(-1)).toBe('reload');
  });

  it('waits for work on models', async () => {
    const offline = createStoryOffline(READY);
    const store = createVersionStore({
      offline,
      saveAll: () => Promise.resolve(true),
      isBusy: () => true,
    });
    await store.takeNew();
    expect([offline.asked, store.getState().held]).toEqual([[], 'offline/busy']);
  });

  it('is taken once, however often it is asked for', async () => {
    const offline = createStoryOffline(READY);
    const saved = deferred<boolean>();
    const store = createVersionStore({ offline, saveAll: () => saved.promise, isBusy: () => false });
    const both = Promise.all([store.takeNew(), store.takeNew()]);
    saved.resolve(true);
    await both;
    expect(offline.asked).toEqual(['take over', 'reload']);
  });
});
