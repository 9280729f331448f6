import { describe, expect, it } from 'vitest';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import { tinyLibrary } from '../../testing/generators/tiny-library.ts';
import { createKeepLibraries } from './keep-libraries.ts';

const LIBRARIES = ['a', 'b', 'c'].map((name, index) =>
  tinyLibrary({ name, bytes: 10, sha256: String(index).repeat(64) }),
);

/** A server with three libraries, of which the first is kept here; `fetch` may fail or wait. */
function bench(fetch: (library: ModelLibrary, signal: AbortSignal | undefined) => Promise<void>) {
  const kept = [...LIBRARIES.slice(0, 1)];
  const keep = createKeepLibraries({
    list: () => Promise.resolve(LIBRARIES),
    kept: () => Promise.resolve([...kept]),
    async ensure(library, { signal } = {}) {
      await fetch(library, signal);
      kept.push(library);
      return { library, url: library.file };
    },
  });
  const names = (): string[] => kept.map(({ name }) => name);
  return { keep, names };
}

describe('keeping all compiled libraries', () => {
  it('fetches what is lacking, tells how far it is, and then lacks nothing', async () => {
    const told: (string | undefined)[] = [];
    const { keep, names } = bench(() => Promise.resolve());
    await keep.look();
    expect(keep.getState()).toMatchObject({ kept: 1, run: null });
    expect(keep.getState().lacking?.map(({ name }) => name)).toEqual(['b', 'c']);
    keep.subscribe(({ run }) => told.push(run === null ? undefined : `${run.name} ${run.doneBytes}`));
    await keep.keepAll();
    expect(told).toContain('b 0');
    expect(told).toContain('c 10');
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(keep.getState()).toMatchObject({ kept: 3, lacking: [], run: null, error: null });
  });

  it('stops when told, and keeps what it has fetched', async () => {
    const { keep, names } = bench((library, signal) =>
      library.name === 'b'
        ? Promise.resolve()
        : new Promise((_, reject) =>
            signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
          ),
    );
    const work = keep.keepAll();
    await expect.poll(() => keep.getState().run?.name).toBe('c');
    keep.stop();
    await work;
    expect(names()).toEqual(['a', 'b']);
    expect(keep.getState()).toMatchObject({ kept: 2, run: null, error: null });
  });

  it('says what went wrong, and goes on from there the next time', async () => {
    let offline = true;
    const { keep, names } = bench(({ name }) =>
      offline && name === 'c' ? Promise.reject(new ReadroomError('net/offline')) : Promise.resolve(),
    );
    await keep.keepAll();
    expect(keep.getState().error?.code).toBe('net/offline');
    expect(keep.getState().lacking?.map(({ name }) => name)).toEqual(['c']);
    offline = false;
    await keep.keepAll();
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(keep.getState().error).toBeNull();
  });
});
