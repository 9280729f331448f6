import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import {
  memorySink,
  testHashing,
  tinyBuildRequest,
  type MemorySink,
} from '../../testing/generators/tiny-build.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import { buildModel } from './build-model.ts';
import { inspectFiles } from './inspect.ts';
import { verifyModel } from './verify-model.ts';

async function built(): Promise<{ sink: MemorySink; manifest: ModelManifest }> {
  const sink = memorySink();
  const { manifest } = await buildModel(await tinyBuildRequest('q8f16_1', sink));
  return { sink, manifest };
}

/** Changes a file and makes the manifest agree, as a clever mistake would. */
async function replaceConsistently(
  sink: MemorySink,
  manifest: ModelManifest,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const sha256 = await testHashing.sha256(bytes);
  const files = manifest.files.map((file) =>
    file.path === path ? { ...file, sha256, bytes: bytes.length } : file,
  );
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  sink.files.set(path, bytes);
  sink.files.set('manifest.json', jsonBytes({ ...manifest, files, totalBytes }));
}

describe('verifyModel', () => {
  it('passes what a build wrote', async () => {
    const { sink, manifest } = await built();
    const verified = await verifyModel(sink.asFileSet(), testHashing);
    expect(verified.manifest).toEqual(manifest);
  });

  it('finds any single flipped bit in any file that the manifest lists', async () => {
    const { sink } = await built();
    for (const [path, bytes] of sink.files) {
      if (path === 'manifest.json') continue;
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        bytes[at] = (bytes[at] ?? 0) ^ 4;
        await expect(verifyModel(sink.asFileSet(), testHashing), `${path} at ${at}`).rejects.toMatchObject({
          name: 'ReadroomError',
        });
        bytes[at] = (bytes[at] ?? 0) ^ 4;
      }
    }
  });

  it('finds a missing and a cut file', async () => {
    const { sink } = await built();
    const shard = sink.files.get('params_shard_0.bin')!;
    sink.files.set('params_shard_0.bin', shard.slice(0, -1));
    await expect(verifyModel(sink.asFileSet(), testHashing)).rejects.toThrow('model/shard-hash-mismatch');
    sink.files.delete('params_shard_0.bin');
    await expect(verifyModel(sink.asFileSet(), testHashing)).rejects.toThrow('model/file-missing');
  });

  it('calls a folder without a manifest no model, and says when its build has not finished', async () => {
    const { sink } = await built();
    sink.files.delete('manifest.json');
    await expect(verifyModel(sink.asFileSet(), testHashing)).rejects.toThrow(
      'model/not-a-model: no manifest',
    );
    sink.files.set('build-journal.json', new Uint8Array());
    await expect(verifyModel(sink.asFileSet(), testHashing)).rejects.toThrow('has not finished');
  });

  it('finds a tensor cache that does not belong to the shards though its hash is right', async () => {
    const { sink, manifest } = await built();
    const text = new TextDecoder().decode(sink.files.get('tensor-cache.json'));
    const swapped = text.replace('self_attn.o_proj', 'self_attn.q_proj');
    await replaceConsistently(sink, manifest, 'tensor-cache.json', new TextEncoder().encode(swapped));
    await expect(verifyModel(sink.asFileSet(), testHashing)).rejects.toThrow(
      'model/inconsistent: tensor-cache.json',
    );
  });

  it('finds a manifest that lists too few, too many or other files than its architecture calls for', async () => {
    const { sink, manifest } = await built();
    const file = manifest.files[0]!;
    const lists = [
      { files: manifest.files.slice(1), code: 'model/manifest-invalid: a needed file is not listed' },
      { files: [...manifest.files, file], code: 'model/manifest-invalid: a file is listed twice' },
      {
        files: [{ ...file, path: 'other.bin' }, ...manifest.files.slice(1)],
        code: 'model/inconsistent',
      },
      { files: [...manifest.files, { ...file, path: 'other.bin' }], code: 'model/inconsistent' },
    ];
    for (const { files, code } of lists) {
      const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
      sink.files.set('manifest.json', jsonBytes({ ...manifest, files, totalBytes }));
      await expect(verifyModel(sink.asFileSet(), testHashing)).rejects.toThrow(code);
    }
  });

  it('refuses a manifest with a path out of its folder', async () => {
    const { sink, manifest } = await built();
    const files = manifest.files.map((file) => ({ ...file, path: `../${file.path}` }));
    sink.files.set('manifest.json', jsonBytes({ ...manifest, files }));
    await expect(verifyModel(sink.asFileSet(), testHashing)).rejects.toThrow(
      'model/manifest-invalid: files.0.path',
    );
  });
});

describe('inspectFiles', () => {
  it('knows a built model, a base, an adapter, an unfinished build and a stranger', async () => {
    const { sink } = await built();
    const request = await tinyBuildRequest('q8f16_1', memorySink());
    const kinds = await Promise.all(
      [sink.asFileSet(), request.base, request.adapter!].map((files) => inspectFiles(files, testHashing)),
    );
    expect(kinds.map((inspection) => [inspection.kind, inspection.problem])).toEqual([
      ['built model', null],
      ['base model', null],
      ['adapter', null],
    ]);
    sink.files.delete('manifest.json');
    sink.files.set('build-journal.json', new Uint8Array());
    expect((await inspectFiles(sink.asFileSet(), testHashing)).kind).toBe('unfinished model');
    expect((await inspectFiles(memorySink().asFileSet(), testHashing)).problem?.code).toBe(
      'model/not-a-model',
    );
  });

  it('says what is wrong with a damaged model', async () => {
    const { sink } = await built();
    const shard = sink.files.get('params_shard_0.bin')!;
    shard[0] = (shard[0] ?? 0) ^ 1;
    const inspection = await inspectFiles(sink.asFileSet(), testHashing);
    expect(inspection).toMatchObject({ kind: 'built model', problem: { code: 'model/shard-hash-mismatch' } });
  });
});
