import { hashesOf, stationWithModel, TINY_ID } from '../testing/library/station-with-model.ts';
import { describe, expect, it } from 'vitest';
import { createMemoryFolder } from '../testing/library/memory-folder.ts';
import { tinyModelFiles } from '../testing/library/tiny-model-files.ts';
import { chosen, createWorkstation } from './test-workstation.ts';

const model = await tinyModelFiles();
const rebuilt = await tinyModelFiles('q8f16_1', 2);

describe('taking a model out into a folder', () => {
  it('leaves other files alone, and gives the same model again', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    folder.files.set('holiday.jpg', Uint8Array.of(1, 2, 3));
    const { files } = await station.take(TINY_ID, { kind: 'folder', handle: folder.handle });
    expect(files).toBe(folder.files.size - 1);
    expect([...folder.files.keys()].at(-1)).toBe('manifest.json');
    expect(folder.files.get('holiday.jpg')).toEqual(Uint8Array.of(1, 2, 3));
    const second = createWorkstation();
    await second.bring(chosen(Object.fromEntries(folder.files)));
    expect(await second.hashes(TINY_ID)).toEqual(await station.hashes(TINY_ID));
  });

  it('is refused for a model whose bytes have changed here, and leaves nothing behind', async () => {
    const station = await stationWithModel();
    await station.databases.model.urls.toCollection().modify((row: { data: unknown }) => {
      if (row.data instanceof ArrayBuffer) new Uint8Array(row.data)[7]! ^= 1;
    });
    const folder = createMemoryFolder();
    await expect(station.take(TINY_ID, { kind: 'folder', handle: folder.handle })).rejects.toMatchObject({
      code: 'model/shard-hash-mismatch',
    });
    expect([...folder.files.keys()]).toEqual([]);
  });

  it('ends as refused when the disk fails at any write, and takes back what it wrote', async () => {
    const station = await stationWithModel();
    let steps = 0;
    const counting = createMemoryFolder();
    counting.onWrite = () => (steps += 1);
    await station.take(TINY_ID, { kind: 'folder', handle: counting.handle });
    for (let failAt = 0; failAt < steps; failAt++) {
      const folder = createMemoryFolder();
      folder.files.set('holiday.jpg', Uint8Array.of(1));
      let step = 0;
      folder.onWrite = () => {
        if (step++ === failAt) throw new DOMException('no room', 'QuotaExceededError');
      };
      const target = { kind: 'folder', handle: folder.handle } as const;
      await expect(station.take(TINY_ID, target)).rejects.toMatchObject({ code: 'library/export-refused' });
      expect([...folder.files.keys()]).toEqual(['holiday.jpg']);
    }
  });

  it.each([
    ['a base model', ['config.json', 'tokenizer.json', 'model.safetensors']],
    [
      'a model of MLC’s',
      ['params_shard_0.bin', 'mlc-chat-config.json', 'tensor-cache.json', 'tokenizer.json'],
    ],
    ['a folder of libraries', ['model-libs/index.json']],
  ])('does not write over %s of the person’s own', async (_, names) => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    for (const name of names) folder.files.set(name, new TextEncoder().encode(`my own ${name}`));
    const before = [...folder.files];
    await expect(station.take(TINY_ID, { kind: 'folder', handle: folder.handle })).rejects.toMatchObject({
      code: 'library/folder-in-use',
    });
    expect([...folder.files]).toEqual(before);
  });

  it('does not write over a file of the same name and size, and takes back what it wrote before', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    const mine = new Uint8Array(model['tokenizer.json']!.length).fill(7);
    folder.files.set('tokenizer.json', mine);
    await expect(station.take(TINY_ID, { kind: 'folder', handle: folder.handle })).rejects.toMatchObject({
      code: 'library/folder-in-use',
    });
    expect([...folder.files]).toEqual([['tokenizer.json', mine]]);
  });

  it('does not write over an older build of the same model', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    for (const [path, bytes] of Object.entries(rebuilt)) folder.files.set(path, bytes);
    await expect(station.take(TINY_ID, { kind: 'folder', handle: folder.handle })).rejects.toMatchObject({
      code: 'library/folder-in-use',
    });
    expect(await hashesOf(Object.fromEntries(folder.files))).toEqual(await hashesOf(rebuilt));
  });

  it('onto an older export of it repairs that one and writes the newer notes', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    const target = { kind: 'folder', handle: folder.handle } as const;
    await station.take(TINY_ID, target);
    const whole = await hashesOf(Object.fromEntries(folder.files));
    const shard = folder.files.get('params_shard_0.bin')!;
    folder.files.set('params_shard_0.bin', shard.slice(5));
    await station.store.describe(TINY_ID, { notes: 'tuned in May' });
    await station.take(TINY_ID, target);
    const after = await hashesOf(Object.fromEntries(folder.files));
    expect({ ...after, 'readroom-details.json': '' }).toEqual({ ...whole, 'readroom-details.json': '' });
    expect(new TextDecoder().decode(folder.files.get('readroom-details.json'))).toContain('tuned in May');
  });

  it('leaves a good export as it is when the model is damaged here', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    const target = { kind: 'folder', handle: folder.handle } as const;
    await station.take(TINY_ID, target);
    const before = await hashesOf(Object.fromEntries(folder.files));
    await station.databases.model.urls.toCollection().modify((row: { data: unknown }) => {
      if (row.data instanceof ArrayBuffer) new Uint8Array(row.data)[7]! ^= 1;
    });
    await expect(station.take(TINY_ID, target)).rejects.toMatchObject({ code: 'model/shard-hash-mismatch' });
    expect(await hashesOf(Object.fromEntries(folder.files))).toEqual(before);
  });

  it('leaves a good export a good one when a second is cancelled, or the disk fails, at any write', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    const target = { kind: 'folder', handle: folder.handle } as const;
    await station.take(TINY_ID, target);
    for (const end of ['abort', 'fail'] as const) {
      for (let step = 0; step < 3; step++) {
        // Something to write: newer notes, and a shard to be made good.
        await station.store.describe(TINY_ID, { notes: `${end} ${step}` });
        const controller = new AbortController();
        let left = step;
        folder.onWrite = () => {
          if (left-- > 0) return;
          if (end === 'abort') controller.abort();
          else throw new DOMException('gone', 'NotAllowedError');
        };
        await station.take(TINY_ID, target, { signal: controller.signal }).catch(() => undefined);
        folder.onWrite = () => undefined;
        const other = createWorkstation();
        await other.bring(chosen(Object.fromEntries(folder.files)));
        expect(await other.hashes(TINY_ID)).toEqual(await station.hashes(TINY_ID));
      }
    }
  });

  it('goes on where an export was killed before its manifest was written', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    folder.files.set('params_shard_0.bin', model['params_shard_0.bin']!);
    folder.files.set('tokenizer.json', new Uint8Array());
    await station.take(TINY_ID, { kind: 'folder', handle: folder.handle });
    const second = createWorkstation();
    await second.bring(chosen(Object.fromEntries(folder.files)));
    expect(await second.hashes(TINY_ID)).toEqual(await station.hashes(TINY_ID));
  });

  it('does not write over another model', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    const other = new TextEncoder().encode(
      new TextDecoder().decode(model['manifest.json']).replace('"tiny-q8f16_1"', '"other-q8f16_1"'),
    );
    folder.files.set('manifest.json', other);
    await expect(station.take(TINY_ID, { kind: 'folder', handle: folder.handle })).rejects.toMatchObject({
      code: 'library/folder-in-use',
    });
    expect([...folder.files]).toEqual([['manifest.json', other]]);
  });

  it('can be cancelled, and leaves nothing behind', async () => {
    const station = await stationWithModel();
    const folder = createMemoryFolder();
    const controller = new AbortController();
    folder.onWrite = (path) => {
      if (path === 'tensor-cache.json') controller.abort();
    };
    await expect(
      station.take(TINY_ID, { kind: 'folder', handle: folder.handle }, { signal: controller.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(folder.files.size).toBe(0);
  });
});
