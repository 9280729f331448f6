import { describe, expect, it } from 'vitest';
import type { ModelManifest } from '../domain/model/manifest.ts';
import { checkFileList } from '../pipeline/build/verify-model.ts';
import { archiveBytes, foreignArchiveBytes } from '../testing/library/archive-bytes.ts';
import { tinyMlcFiles, type MlcOptions } from '../testing/library/tiny-mlc.ts';
import { inFolder, tinyModelFiles, type Files } from '../testing/library/tiny-model-files.ts';
import { chosen, chosenArchive, createWorkstation } from './test-workstation.ts';
import { testHashing } from '../testing/generators/tiny-build.ts';
import type { Quantization } from '../domain/model/quantization.ts';

const built = new Map<Quantization, Files>();
async function model(quantization: Quantization): Promise<Files> {
  const files = built.get(quantization) ?? (await tinyModelFiles(quantization));
  built.set(quantization, files);
  return files;
}
const q4 = await model('q4f16_1');

const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const manifestOf = (files: Files): ModelManifest =>
  JSON.parse(decode(files['manifest.json'])) as ModelManifest;

async function brought(files: Files, label = 'Tiny-Chat-q4f16_1-MLC') {
  const station = createWorkstation();
  const { modelId } = await station.bring(chosen(files), label);
  const installed = await station.store.get(modelId!);
  return { station, installed: installed! };
}

describe('bringing a model that MLC’s tools made', () => {
  it.each<[Quantization, MlcOptions]>([
    ['q4f16_1', {}],
    ['q4f16_1', { shardBytes: 1 }],
    ['q4f16_1', { list: 'ndarray-cache.json', format: 'f32-to-bf16', withMd5: false }],
    ['q4f32_1', {}],
    ['q8f16_1', { shardBytes: 1e9 }],
    ['q8f32_1', {}],
  ])('takes its tensors over bit for bit (%s, %o)', async (quantization, options) => {
    const files = await model(quantization);
    const { station, installed } = await brought(tinyMlcFiles(files, options));
    const { manifest } = installed;
    for (const { path, role, sha256 } of manifest.files) {
      // The shards of our plan hold the very bytes that our own build of the same weights holds.
      if (role === 'shard') expect(sha256).toBe(await testHashing.sha256(files[path]!));
      await station.store.readFile(manifest.id, path);
    }
    checkFileList(manifest);
    expect(manifest.knownAnswer).toEqual(manifestOf(files).knownAnswer);
    expect(manifest.architecture).toEqual({ ...manifestOf(files).architecture, maxPositionEmbeddings: 64 });
  });

  it('widens float32 that was cut to its upper half, and changes no value by it', async () => {
    const files = await model('q4f32_1');
    const folder = tinyMlcFiles(files, { format: 'f32-to-bf16' });
    const { station, installed } = await brought(folder);
    const ours = await station.store.readFile(installed.manifest.id, 'params_shard_0.bin');
    const was = files['params_shard_0.bin']!;
    const cache = JSON.parse(decode(files['tensor-cache.json'])) as {
      records: { records: { dtype: string; byteOffset: number; nbytes: number }[] }[];
    };
    for (const { dtype, byteOffset, nbytes } of cache.records[0]!.records) {
      for (let at = byteOffset; at < byteOffset + nbytes; at++) {
        const cut = dtype === 'float32' && (at - byteOffset) % 4 < 2;
        if (ours[at] !== (cut ? 0 : was[at])) expect.fail(`byte ${at}`);
      }
    }
  });

  it('lists it as unverified, named by its folder, with the hashes of what it came from', async () => {
    const folder = tinyMlcFiles(q4);
    const { installed } = await brought(folder);
    const { manifest, details } = installed;
    expect(details.source).toMatchObject({ kind: 'folder', verified: false });
    expect(manifest.displayName).toBe('Tiny-Chat');
    expect(manifest.id).toMatch(/^tiny-chat-[0-9a-f]{8}-q4f16_1$/);
    expect(manifest.base.format).toBe('mlc');
    const named = ['mlc-chat-config.json', 'tensor-cache.json', 'tokenizer.json', 'params_shard_0.bin'];
    for (const name of named) {
      const source = manifest.base.files.find((file) => file.name === name);
      expect(source?.sha256, name).toBe(await testHashing.sha256(folder[name]!));
    }
  });

  it('speaks to it as MLC’s template does, with our instruction in place of a general greeting', async () => {
    const { installed } = await brought(tinyMlcFiles(q4));
    expect(installed.manifest.chatTemplate).toEqual({
      name: 'chatml',
      template:
        '<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{findings}<|im_end|>\n<|im_start|>assistant\n',
      systemMessage: 'Derive the impression from findings in the radiology report',
      stop: ['<|im_end|>'],
    });
  });

  it('gives the same model every time, also out of an archive, and when it is here already', async () => {
    const folder = tinyMlcFiles(q4);
    const { station, installed } = await brought(folder);
    const label = 'Tiny-Chat-q4f16_1-MLC';
    await station.bring(chosen(folder), label);
    const again = await station.store.get(installed.manifest.id);
    expect(again?.manifestSha256).toBe(installed.manifestSha256);
    for (const bytes of [await archiveBytes(folder), await foreignArchiveBytes(inFolder('dist', folder))]) {
      const other = createWorkstation();
      const { modelId } = await other.bring(chosenArchive(bytes, 'x.zip'), label);
      expect((await other.store.get(modelId!))?.manifestSha256).toBe(installed.manifestSha256);
    }
  });

  it('writes nothing when it is here already and whole, so a cancel loses nothing and notes stay', async () => {
    const folder = tinyMlcFiles(q4);
    const { station, installed } = await brought(folder);
    const { id } = installed.manifest;
    const noted = await station.store.describe(id, { notes: 'night shift' });
    const label = 'Tiny-Chat-q4f16_1-MLC';
    const phases = new Set<string>();
    await station.bring(chosen(folder), label, { onProgress: ({ phase }) => phases.add(phase) });
    expect([...phases]).toEqual(['hash', 'resume']);
    expect(await station.store.get(id)).toEqual(noted);
    const controller = new AbortController();
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === 'resume') controller.abort();
    };
    const cancelled = station.bring(chosen(folder), label, { signal: controller.signal, onProgress });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(await station.store.get(id)).toEqual(noted);
    expect(await station.store.unfinished()).toEqual([]);
  });

  it('takes our own folder that lost its manifest', async () => {
    const rest = Object.fromEntries(Object.entries(q4).filter(([path]) => path !== 'manifest.json'));
    const { installed } = await brought(rest);
    expect(installed.manifest.chatTemplate).toEqual(manifestOf(q4).chatTemplate);
    expect(installed.details.source.verified).toBe(false);
  });

  it('stays unverified when it is carried on to another workstation', async () => {
    const { station, installed } = await brought(tinyMlcFiles(q4));
    const { blob } = await station.take(installed.manifest.id, { kind: 'download' });
    const next = createWorkstation();
    await next.bring(chosenArchive(blob!));
    expect((await next.store.get(installed.manifest.id))?.details.source.verified).toBe(false);
  });

  it('says before the weights are read what it is', async () => {
    const inspection = await createWorkstation().inspect(chosen(tinyMlcFiles(q4)), 'Tiny-Chat-q4f16_1-MLC');
    expect(inspection).toMatchObject({ kind: 'mlc', name: 'Tiny-Chat', unverified: true, libraries: [] });
    expect(inspection.replaces).toBeNull();
    expect(inspection.modelId).toMatch(/^tiny-chat-[0-9a-f]{8}-q4f16_1$/);
  });
});

describe('an MLC folder that cannot be taken', () => {
  const folder = tinyMlcFiles(q4);
  const list = (change: (text: string) => string): Files => ({
    ...folder,
    'tensor-cache.json': new TextEncoder().encode(change(decode(folder['tensor-cache.json']))),
  });
  const shard = (change: (bytes: Uint8Array) => Uint8Array): Files => ({
    ...folder,
    'params_shard_0.bin': change(folder['params_shard_0.bin']!.slice()),
  });
  const config = (options: MlcOptions): Files => tinyMlcFiles(q4, options);
  const without = (name: string): Files =>
    Object.fromEntries(Object.entries(folder).filter(([path]) => path !== name));
  const noMd5 = tinyMlcFiles(q4, { withMd5: false, shardBytes: 1 });
  const tensorPath = (name: string): string => {
    const { records } = JSON.parse(decode(noMd5['tensor-cache.json'])) as {
      records: { dataPath: string; records: { name: string }[] }[];
    };
    return records.find((record) => record.records.some((tensor) => tensor.name.endsWith(name)))!.dataPath;
  };

  const table: [string, Files, string][] = [
    ['another family', config({ config: { model_type: 'gpt_neox' } }), 'format/unsupported-architecture'],
    [
      'a quantization that we do not know',
      config({ config: { quantization: 'q3f16_1' } }),
      'format/unsupported-dtype',
    ],
    ['unquantized weights', config({ config: { quantization: 'q0f16' } }), 'format/unsupported-dtype'],
    [
      'another quantization than its tensors',
      config({ config: { quantization: 'q8f16_1' } }),
      'format/wrong-shape',
    ],
    [
      'other arithmetic',
      config({ modelConfig: { attention_bias: true } }),
      'format/unsupported-architecture',
    ],
    ['no shape', config({ config: { model_config: null } }), 'format/bad-config'],
    ['an absurd shape', config({ modelConfig: { num_hidden_layers: 1e9 } }), 'format/over-limit'],
    ['more layers than tensors', config({ modelConfig: { num_hidden_layers: 3 } }), 'format/missing-tensor'],
    ['fewer layers than tensors', config({ modelConfig: { num_hidden_layers: 1 } }), 'format/unknown-tensor'],
    ['another vocabulary', config({ modelConfig: { vocab_size: 312 } }), 'format/wrong-shape'],
    [
      'rotary scaling that we do not compute',
      config({ modelConfig: { rope_scaling: { rope_type: 'yarn', factor: 2 } } }),
      'format/unsupported-architecture',
    ],
    [
      'compressed shards',
      list((text) => text.replaceAll('raw-shard', 'zstd-shard')),
      'format/unsupported-dtype',
    ],
    [
      'tensors in another form',
      list((text) => text.replace('"format":"raw"', '"format":"float8"')),
      'format/unsupported-dtype',
    ],
    [
      'tensors of another type',
      list((text) => text.replace('"dtype":"float16"', '"dtype":"bfloat16"')),
      'format/unsupported-dtype',
    ],
    [
      'a tensor listed twice',
      list((text) => text.replace('o_proj.q_scale', 'o_proj.q_weight')),
      'format/duplicate-name',
    ],
    [
      'tensors that overlap',
      list((text) => text.replace(/"byteOffset":[1-9]\d*/, '"byteOffset":1')),
      'format/bad-offsets',
    ],
    [
      'a shard outside the folder',
      list((text) => text.replace('params_shard_0.bin', '../params_shard_0.bin')),
      'format/unsafe-path',
    ],
    ['a list that is cut', list((text) => text.slice(0, 500)), 'format/bad-header'],
    ['an empty list', list(() => ''), 'format/bad-header'],
    ['a missing shard', without('params_shard_0.bin'), 'format/missing-file'],
    ['a missing vocabulary', without('tokenizer.json'), 'pipeline/missing-tokenizer'],
    ['a missing list', without('tensor-cache.json'), 'library/nothing-here'],
    ['a missing chat config', without('mlc-chat-config.json'), 'library/nothing-here'],
    ['a cut shard', shard((bytes) => bytes.slice(0, -1)), 'format/truncated'],
    [
      'a shard with a flipped bit',
      shard((bytes) => bytes.with(99, bytes[99]! ^ 4)),
      'model/shard-hash-mismatch',
    ],
    [
      'a vocabulary that does not belong to it',
      {
        ...folder,
        'tokenizer.json': new TextEncoder().encode('{"model":{"type":"BPE","vocab":{"a":999},"merges":[]}}'),
      },
      'format/bad-tokenizer',
    ],
    [
      'a scale that is no number',
      {
        ...noMd5,
        [tensorPath('embed_tokens.q_scale')]: noMd5[tensorPath('embed_tokens.q_scale')]!.with(1, 0x7c),
      },
      'format/not-finite',
    ],
    [
      'a code that 4 bits of this form do not have',
      {
        ...noMd5,
        [tensorPath('embed_tokens.q_weight')]: noMd5[tensorPath('embed_tokens.q_weight')]!.with(3, 0x0f),
      },
      'format/bad-header',
    ],
  ];

  it.each(table)('%s is refused, and nothing is listed', async (_, files, code) => {
    const station = createWorkstation();
    await expect(station.bring(chosen(files), 'Tiny-Chat')).rejects.toMatchObject({ code });
    expect(await station.store.list()).toEqual([]);
    // All of it is found before anything is written.
    expect(await station.store.unfinished()).toEqual([]);
    expect(await station.databases.own.files.count()).toBe(0);
  });
});
