import { describe, expect, it } from 'vitest';
import { archiveBytes } from '../testing/library/archive-bytes.ts';
import { createRandom } from '../testing/generators/random.ts';
import { testHashing } from '../testing/generators/tiny-build.ts';
import {
  inFolder,
  tinyLibraryFiles,
  tinyModelFiles,
  type Files,
} from '../testing/library/tiny-model-files.ts';
import { chosen, chosenArchive, createWorkstation, type Workstation } from './test-workstation.ts';
import type { NamedFile } from '../platform/files/chosen-files.ts';

const { files: libraryFiles } = await tinyLibraryFiles();
const model: Files = { ...(await tinyModelFiles()), ...inFolder('model-libs', libraryFiles) };
const other: Files = {
  ...(await tinyModelFiles('q4f16_1', 3)),
  ...inFolder('model-libs', (await tinyLibraryFiles('other-library')).files),
};
const noise = createRandom(9);

const DAMAGES: Readonly<Record<string, (bytes: Uint8Array, path: string) => Uint8Array | null>> = {
  'cut in half': (bytes) => bytes.slice(0, Math.floor(bytes.length / 2)),
  'cut by two bytes': (bytes) => bytes.slice(0, -2),
  empty: () => new Uint8Array(),
  'gone from its folder': () => null,
  'of the wrong kind': (bytes) => Uint8Array.from(bytes, () => noise.integer(256)),
  'one byte longer': (bytes) => new Uint8Array([...bytes, 0x7f]),
  'another model’s': (_, path) => other[path] ?? other['model-libs/other-library.wasm'] ?? null,
  'changed in one bit at its start': (bytes) => bytes.with(3, bytes[3]! ^ 1),
  'changed in one bit at its middle': (bytes) => bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1),
  'changed in one bit at its end': (bytes) => bytes.with(bytes.length - 2, bytes.at(-2)! ^ 1),
};

/** What is no damage: a missing library is none that was brought; a missing manifest makes the folder MLC's. */
const ALLOWED: ReadonlySet<string> = new Set([
  'gone from its folder model-libs/index.json',
  'gone from its folder model-libs/tiny-q8f16_1.wasm',
  'gone from its folder manifest.json',
  // It lists a library that is not here, so none comes along.
  'another model’s model-libs/index.json',
  // All tiny models have one vocabulary.
  'another model’s tokenizer.json',
]);

const rows = Object.keys(model).flatMap((path) =>
  Object.keys(DAMAGES)
    .filter((damage) => !ALLOWED.has(`${damage} ${path}`))
    .map((damage) => [path, damage] as const),
);

function damaged(path: string, damage: string): Files {
  const bytes = DAMAGES[damage]!(model[path]!, path);
  const rest = Object.fromEntries(Object.entries(model).filter(([name]) => name !== path));
  return bytes === null ? rest : { ...rest, [path]: bytes };
}

async function refuse(station: Workstation, files: readonly NamedFile[]): Promise<string> {
  const error = await station.bring(files).then(
    () => null,
    (thrown: unknown) => thrown as Error & { code?: string },
  );
  expect(error?.name, String(error)).toBe('ReadroomError');
  expect(error?.code).toMatch(/^(?:format|model|library)\//);
  expect(await station.store.list()).toEqual([]);
  expect(await station.libraries.kept()).toEqual([]);
  return error?.code ?? '';
}

describe('a folder or archive of which one file is damaged', () => {
  it.each(rows)('%s, %s: a code, and nothing is listed', async (path, damage) => {
    const files = damaged(path, damage);
    const inFolders = await refuse(createWorkstation(), chosen(files));
    expect(await refuse(createWorkstation(), chosenArchive(await archiveBytes(files)))).toBe(inFolders);
  });

  it('comes without its words when only those are damaged', async () => {
    const words = new TextEncoder().encode('{"name":"x","notes":');
    const station = createWorkstation();
    await station.bring(chosen({ ...model, 'readroom-details.json': words }));
    expect((await station.store.get('tiny-q8f16_1'))?.details.name).toBe('Tiny');
  });

  it('gives no file of another model a place in its own', async () => {
    const station = createWorkstation();
    const files = { ...model, 'manifest.json': other['manifest.json']! };
    await refuse(station, chosen(files));
    expect(await station.databases.own.files.count()).toBe(0);
  });

  it('may vanish in the middle: a code, nothing listed, and the rest comes when it is brought again', async () => {
    const station = createWorkstation();
    const files = chosen(model).map(({ name, file }): NamedFile => {
      if (name !== 'params_shard_0.bin') return { name, file };
      // What a browser does for a file that was pulled out or lost its permission.
      const gone = Object.create(file, {
        slice: {
          value: () => ({
            arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')),
          }),
        },
        name: { value: file.name },
        size: { value: file.size },
      }) as File;
      return { name, file: gone };
    });
    await expect(station.bring(files)).rejects.toMatchObject({ code: 'format/unreadable' });
    expect(await station.store.list()).toEqual([]);
    await station.bring(chosen(model));
    expect(await station.store.list()).toHaveLength(1);
  });
});

describe('an archive whose own bytes are damaged', () => {
  it('gives a code and lists nothing, or gives just the right model', async () => {
    const whole = await archiveBytes(model);
    const right = await testHashing.sha256(model['manifest.json']!);
    const random = createRandom(21);
    let refused = 0;
    for (let round = 0; round < 60; round++) {
      const bytes = whole.slice();
      // Half of them where the entries are listed.
      const from = round % 2 === 0 ? 0 : bytes.length - 1000;
      const at = from + random.integer(bytes.length - from);
      bytes[at] = bytes[at]! ^ (1 << random.integer(8));
      const station = createWorkstation();
      const outcome = await station.bring(chosenArchive(bytes)).then(
        () => 'listed',
        (error: unknown) => (error as Error).name,
      );
      const listed = await station.store.list();
      if (outcome === 'listed') expect(listed.map((one) => one.manifestSha256)).toEqual([right]);
      else {
        refused++;
        expect([outcome, listed]).toEqual(['ReadroomError', []]);
      }
    }
    expect(refused).toBeGreaterThan(20);
  }, 120_000);

  it.each([0, 0.1, 0.5, 0.9, 0.999])('cut after %f of it is refused', async (share) => {
    const whole = await archiveBytes(model);
    const cut = whole.slice(0, Math.floor(whole.length * share));
    expect(await refuse(createWorkstation(), chosenArchive(cut))).toBe('library/bad-archive');
  });
});
