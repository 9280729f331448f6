import {
  hashesOf,
  modelWithLibrary,
  stationWithModel,
  TINY_ID,
} from '../testing/library/station-with-model.ts';
import { describe, expect, it } from 'vitest';
import type { ModelDetails } from '../domain/model/model-details.ts';
import { archiveBytes, foreignArchiveBytes } from '../testing/library/archive-bytes.ts';
import { createMemoryFolder } from '../testing/library/memory-folder.ts';
import { inFolder, tinyLibraryFiles, tinyModelFiles } from '../testing/library/tiny-model-files.ts';
import { chosen, chosenArchive, createWorkstation, type Workstation } from './test-workstation.ts';
import type { JobProgress } from '../platform/model-jobs/model-jobs-port.ts';

const model = await tinyModelFiles();
const rebuilt = await tinyModelFiles('q8f16_1', 2);
const { library, files: libraryFiles } = await tinyLibraryFiles();
const withLibrary = await modelWithLibrary();

async function downloaded(station: Workstation): Promise<Uint8Array> {
  const { blob } = await station.take(TINY_ID, { kind: 'download' });
  return new Uint8Array(await blob!.arrayBuffer());
}

describe('bringing a model of ours in', () => {
  it('from a folder gives the same files, listed with where they came from', async () => {
    const station = createWorkstation();
    const result = await station.bring(chosen(model), 'usb');
    expect(result).toEqual({ modelId: TINY_ID, libraries: [] });
    expect(await station.hashes(TINY_ID)).toEqual(await hashesOf(model));
    const [installed] = await station.store.list();
    expect(installed?.details).toMatchObject({
      name: 'Tiny',
      installedBy: 'Dr. Test',
      source: { kind: 'folder', verified: true },
    });
    expect(await station.store.unfinished()).toEqual([]);
  });

  it.each([
    ['an archive of ours', () => archiveBytes(withLibrary)],
    ['one that another tool compressed', () => foreignArchiveBytes(withLibrary)],
    ['one with a folder around it', () => foreignArchiveBytes(inFolder('Tiny model', withLibrary))],
    [
      'one that macOS made',
      () =>
        foreignArchiveBytes({
          ...inFolder('m', withLibrary),
          '__MACOSX/m/._manifest.json': model['manifest.json']!,
        }),
    ],
  ])('from %s gives the same files and keeps its libraries', async (_, make) => {
    const station = createWorkstation();
    const files = chosenArchive(await make());
    expect(await station.inspect(files)).toMatchObject({
      kind: 'readroom',
      modelId: TINY_ID,
      unverified: false,
    });
    await station.bring(files);
    expect(await station.hashes(TINY_ID)).toEqual(await hashesOf(model));
    expect((await station.store.get(TINY_ID))?.details.source).toMatchObject({
      kind: 'archive',
      files: ['tiny.readroom.zip'],
    });
    expect(await station.libraries.kept()).toEqual([library]);
  });

  it('says before anything is read what it is, how large, and which libraries lie beside it', async () => {
    const inspection = await createWorkstation().inspect(chosen(withLibrary));
    const bytes = Object.values(model).reduce((sum, file) => sum + file.length, 0);
    expect(inspection).toEqual({
      kind: 'readroom',
      modelId: TINY_ID,
      name: 'Tiny',
      totalBytes: bytes - model['manifest.json']!.length,
      libraries: [library],
      unverified: false,
      replaces: null,
      prompt: null,
    });
  });

  it('again changes nothing: what a person noted stays', async () => {
    const station = await stationWithModel();
    await station.store.describe(TINY_ID, { notes: 'ours since May', name: 'Chest' });
    const before = await station.store.get(TINY_ID);
    await station.bring(chosen(withLibrary));
    expect(await station.store.get(TINY_ID)).toEqual(before);
  });

  it('is announced beforehand, with the person’s own name for what is here and whether anything changes', async () => {
    const station = createWorkstation();
    expect((await station.inspect(chosen(model))).replaces).toBeNull();
    await station.bring(chosen(model));
    await station.store.describe(TINY_ID, { name: 'Ours' });
    expect((await station.inspect(chosen(model))).replaces).toEqual({ name: 'Ours', same: true });
    const newer = await tinyModelFiles('q8f16_1', 3);
    expect((await station.inspect(chosen(newer))).replaces).toEqual({ name: 'Ours', same: false });
  });

  it('in another version takes the place of the one that is here', async () => {
    const station = await stationWithModel();
    await station.bring(chosen(rebuilt));
    expect(await station.hashes(TINY_ID)).toEqual(await hashesOf(rebuilt));
  });

  it('does not give up a model that works for one that is damaged', async () => {
    const station = await stationWithModel();
    const shard = rebuilt['params_shard_0.bin']!.slice();
    shard[1000] = (shard[1000] ?? 0) ^ 1;
    const files = chosen({ ...rebuilt, 'params_shard_0.bin': shard });
    await expect(station.bring(files)).rejects.toMatchObject({ code: 'model/shard-hash-mismatch' });
    expect(await station.hashes(TINY_ID)).toEqual(await hashesOf(model));
  });

  it('repairs a model that is damaged here', async () => {
    const station = await stationWithModel();
    await station.databases.model.urls.toCollection().modify((row: { data: unknown }) => {
      if (row.data instanceof ArrayBuffer) new Uint8Array(row.data)[7]! ^= 1;
    });
    await station.bring(chosen(model));
    expect(await station.hashes(TINY_ID)).toEqual(await hashesOf(model));
  });

  it('is refused before its first byte when there is no room', async () => {
    const station = createWorkstation();
    station.quotaBytes = 1000;
    await expect(station.bring(chosen(model))).rejects.toMatchObject({ code: 'store/quota-exceeded' });
    expect(await station.databases.own.files.count()).toBe(0);
    expect(await station.store.unfinished()).toEqual([]);
  });

  it('waits while it is held, and ends while it is held when it is cancelled', async () => {
    const station = createWorkstation();
    station.gate.pause();
    const controller = new AbortController();
    const job = station.bring(chosen(model), 'usb', { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await station.databases.own.files.count()).toBe(0);
    controller.abort();
    await expect(job).rejects.toMatchObject({ name: 'AbortError' });
    expect(await station.store.list()).toEqual([]);
  });

  it('tells progress that grows to the whole', async () => {
    const seen: JobProgress[] = [];
    await createWorkstation().bring(chosen(model), 'usb', { onProgress: (one) => seen.push(one) });
    const copied = seen.filter(({ phase }) => phase === 'copy');
    expect(copied.at(-1)?.doneBytes).toBe(copied.at(-1)?.totalBytes);
    const done = copied.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });
});

describe('bringing libraries alone', () => {
  it.each([
    ['as compile-model wrote them', libraryFiles],
    ['in the folder that an export has', inFolder('model-libs', libraryFiles)],
  ])('keeps them, %s', async (_, files) => {
    const station = createWorkstation();
    expect(await station.inspect(chosen(files), 'libs')).toMatchObject({
      kind: 'libraries',
      modelId: null,
      libraries: [library],
    });
    expect(await station.bring(chosen(files))).toEqual({ modelId: null, libraries: [library] });
    expect(await station.libraries.read(library)).toEqual(libraryFiles[library.file]);
  });
});

describe('taking a model out', () => {
  it('as an archive and bringing it to another workstation gives the same model, words and libraries', async () => {
    const first = await stationWithModel();
    const words: Partial<ModelDetails> = {
      name: 'Chest drafts',
      notes: 'tuned in May',
      prompt: {
        name: 'own',
        template: '{system} {findings}',
        systemMessage: 'Be brief',
        stop: ['<|im_end|>'],
      },
    };
    await first.store.describe(TINY_ID, words);
    const second = createWorkstation();
    await second.bring(chosenArchive(await downloaded(first)));
    expect(await second.hashes(TINY_ID)).toEqual(await first.hashes(TINY_ID));
    expect((await second.store.get(TINY_ID))?.details).toMatchObject(words);
    expect(await second.libraries.kept()).toEqual([library]);
  });

  it('twice gives the same bytes', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    await station.take(TINY_ID, { kind: 'file', handle: folder.fileHandle('a.zip') });
    await station.take(TINY_ID, { kind: 'file', handle: folder.fileHandle('b.zip') });
    const [a, b] = [folder.files.get('a.zip')!, folder.files.get('b.zip')!];
    expect(Buffer.compare(a, b)).toBe(0);
    expect(Buffer.compare(a, await downloaded(station))).toBe(0);
  });

  it('as one file leaves none that looks whole when the disk fails', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    let left = 3;
    folder.onWrite = () => {
      if (left-- === 0) throw new DOMException('gone', 'NotAllowedError');
    };
    folder.files.set('m.zip', new Uint8Array());
    const handle = folder.fileHandle('m.zip');
    await expect(station.take(TINY_ID, { kind: 'file', handle })).rejects.toMatchObject({
      code: 'library/export-refused',
    });
    expect([...folder.files.keys()]).toEqual([]);
  });

  it('names a model that is not installed', async () => {
    await expect(createWorkstation().take('none', { kind: 'download' })).rejects.toMatchObject({
      code: 'store/not-installed',
    });
  });
});
