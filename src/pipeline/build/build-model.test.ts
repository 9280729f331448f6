import { describe, expect, it } from 'vitest';
import { QUANTIZATION_FORMATS, QUANTIZATIONS } from '../../domain/model/quantization.ts';
import {
  memorySink,
  testHashing,
  TINY_BUILD,
  tinyBuildRequest,
  twoShardRequest,
  type MemorySink,
} from '../../testing/generators/tiny-build.ts';
import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import { openBase } from '../formats/open-base.ts';
import { openAdapter } from '../formats/peft/open-adapter.ts';
import { mergedSource } from '../merge/merged-source.ts';
import { dequantizeGroups } from '../quantize/dequantize-groups.ts';
import { computeKnownAnswer } from '../reference/known-answer.ts';
import { planShards, type PlannedTensor } from '../shards/shard-plan.ts';
import { buildModel, type BuildRequest, type BuildWorkers } from './build-model.ts';
import type { BuildProgress } from './build-progress.ts';
import { localHasher } from './file-hasher.ts';
import { JOURNAL } from './journal.ts';
import { createLocalConverter } from './local-converter.ts';

async function hashes(sink: MemorySink): Promise<Record<string, string>> {
  const entries = [...sink.files].map(
    async ([path, bytes]) => [path, await testHashing.sha256(bytes)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Paths that only one of them has, or that differ. */
function differing(a: MemorySink, b: MemorySink): string[] {
  const paths = new Set([...a.files.keys(), ...b.files.keys()]);
  return [...paths].filter((path) => {
    const [one, other] = [a.files.get(path), b.files.get(path)];
    return one === undefined || other === undefined || Buffer.compare(one, other) !== 0;
  });
}

function floats(sink: MemorySink, request: BuildRequest, tensor: PlannedTensor): Float32Array {
  const shard = sink.files.get(
    planShards(request.config.architecture, request.quantization).shards[tensor.shard]!.path,
  )!;
  const bytes = shard.slice(tensor.byteOffset, tensor.byteOffset + tensor.nbytes);
  if (tensor.dtype === 'float32') return new Float32Array(bytes.buffer);
  return Float32Array.from(new Uint16Array(bytes.buffer), (bits) => HALF_TO_FLOAT[bits] ?? 0);
}

/** Fails once, at the write of this number. */
function crashingSink(crashAt: number): MemorySink {
  let writes = 0;
  return memorySink(() => {
    if (writes++ === crashAt) throw new Error('killed');
  });
}

/** Merges whose base alone decides: nothing pins its hash. */
async function withoutAdapter(seed: number, sink: MemorySink): Promise<BuildRequest> {
  const request = await tinyBuildRequest('q8f16_1', sink, TINY_BUILD, seed);
  return { ...request, config: { ...request.config, adapter: null }, adapter: null };
}

function workersOf({ base, adapter, config, quantization }: BuildRequest): BuildWorkers {
  const plan = planShards(config.architecture, quantization);
  const none = { readRows: () => Promise.resolve() };
  return {
    converter: createLocalConverter(plan, quantization, none),
    base: localHasher(base, testHashing),
    adapter: localHasher(adapter ?? base, testHashing),
  };
}

describe('buildModel', () => {
  it.each(QUANTIZATIONS)('writes in %s what the merged weights quantize to', async (quantization) => {
    const sink = memorySink();
    const request = await tinyBuildRequest(quantization, sink);
    await buildModel(request);
    const base = await openBase(request.base);
    const merged = mergedSource(base, await openAdapter(request.adapter!, base.architecture));
    const format = QUANTIZATION_FORMATS[quantization];
    for (const parameter of planShards(request.config.architecture, quantization).parameters) {
      if (parameter.kind === 'vector') continue;
      const { weight, scale, columns, sources } = parameter;
      const shard = sink.files.get(`params_shard_${weight.shard}.bin`)!;
      const words = new Uint32Array(shard.slice(weight.byteOffset, weight.byteOffset + weight.nbytes).buffer);
      const scales = floats(sink, request, scale);
      const got = dequantizeGroups(format, words, scales);
      let row = 0;
      for (const { name, rows } of sources) {
        const want = new Float32Array(rows * columns);
        await merged.readRows(name, 0, rows, want);
        // Half a step, and the 2^-11 by which rounding the scale may shorten the range.
        const steps = 0.5 + format.maxLevel * 2 ** -11;
        const wrong = want.filter((value, i) => {
          const at = row * columns + i;
          return !(Math.abs(value - got[at]!) <= scales[Math.floor(at / 32)]! * steps);
        });
        expect(wrong, name).toHaveLength(0);
        row += rows;
      }
    }
  });

  it('writes the manifest last, with the hash and size of every file, and leaves no journal', async () => {
    const sink = memorySink();
    const { manifest, manifestSha256 } = await buildModel(await tinyBuildRequest('q8f16_1', sink));
    expect(sink.writes.at(-1)).toBe('manifest.json');
    expect(sink.files.has(JOURNAL)).toBe(false);
    expect(new Set(sink.files.keys())).toEqual(
      new Set([...manifest.files.map((file) => file.path), 'manifest.json']),
    );
    const actual = await hashes(sink);
    for (const file of manifest.files) {
      expect(actual[file.path]).toBe(file.sha256);
      expect(sink.files.get(file.path)?.length).toBe(file.bytes);
    }
    expect(actual['manifest.json']).toBe(manifestSha256);
  });

  it('puts the known answer of the very shards into the manifest, unless told not to', async () => {
    const sink = memorySink();
    const { manifest } = await buildModel(await tinyBuildRequest('q4f16_1', sink));
    const readFile = (path: string) => Promise.resolve(sink.files.get(path)!);
    expect(manifest.knownAnswer).toEqual(await computeKnownAnswer(manifest, { readFile }));
    const request = await tinyBuildRequest('q4f16_1', memorySink());
    const { manifest: without } = await buildModel({ ...request, withKnownAnswer: false });
    expect(without.knownAnswer).toBeUndefined();
  });

  it('refuses to vouch for shards that the sink does not give back as they were written', async () => {
    const sink = memorySink();
    const request = await tinyBuildRequest('q8f16_1', sink);
    const read = async (path: string) => (await sink.read(path))?.map((byte) => byte ^ 1) ?? null;
    await expect(buildModel({ ...request, sink: { ...sink, read } })).rejects.toThrow(
      'model/shard-hash-mismatch',
    );
    expect(sink.files.has('manifest.json')).toBe(false);
    const forgetful = { ...sink, read: () => Promise.resolve(null) };
    await expect(buildModel({ ...request, sink: forgetful })).rejects.toThrow('model/file-missing');
  });

  it('gives the same bytes every time, whatever the order of the config’s fields', async () => {
    const first = memorySink();
    const second = memorySink();
    await buildModel(await tinyBuildRequest('q4f16_1', first));
    const request = await tinyBuildRequest('q4f16_1', second);
    const config = Object.fromEntries(Object.entries(request.config).reverse()) as typeof request.config;
    await buildModel({ ...request, config });
    expect(await hashes(second)).toEqual(await hashes(first));
  });

  it('gives the same bytes after a crash at any write and another run', async () => {
    const whole = memorySink();
    await buildModel(await tinyBuildRequest('q8f16_1', whole));
    for (let crashAt = 0; crashAt < whole.writes.length; crashAt++) {
      const sink = crashingSink(crashAt);
      const request = await tinyBuildRequest('q8f16_1', sink);
      await expect(buildModel(request)).rejects.toThrow('killed');
      expect(sink.files.has('manifest.json')).toBe(false);
      await buildModel(request);
      expect(differing(sink, whole)).toEqual([]);
    }
  });

  it('goes on from the last finished shard', async () => {
    // Writes: journal, shard 0, journal, shard 1.
    const sink = crashingSink(3);
    const request = twoShardRequest(sink);
    await expect(buildModel(request)).rejects.toThrow('killed');
    const { resumedShards } = await buildModel(request);
    expect(resumedShards).toBe(1);
    const whole = memorySink();
    await buildModel({ ...request, sink: whole });
    expect(differing(sink, whole)).toEqual([]);
  }, 60_000);

  it('trusts no finished shard that the disk has changed since, nor a wrong journal, nor one of other inputs', async () => {
    let killed = false;
    const sink = memorySink((path) => {
      if (path === 'tensor-cache.json' && !killed) {
        killed = true;
        throw new Error('killed');
      }
    });
    const request = twoShardRequest(sink);
    await expect(buildModel(request)).rejects.toThrow('killed');
    const journal = sink.files.get(JOURNAL)!;
    const shard = sink.files.get('params_shard_1.bin')!;
    shard[5] = (shard[5] ?? 0) ^ 1;
    expect((await buildModel(request)).resumedShards).toBe(1);

    const wrongMd5 = new TextDecoder()
      .decode(journal)
      .replace(/("md5": ")[0-9a-f]{32}/, `$1${'0'.repeat(32)}`);
    sink.files.set(JOURNAL, new TextEncoder().encode(wrongMd5));
    expect((await buildModel(request)).resumedShards).toBe(0);

    sink.files.set(JOURNAL, journal);
    expect((await buildModel(twoShardRequest(sink, 7))).resumedShards).toBe(0);
  }, 60_000);

  it('takes the old manifest away before it touches a shard', async () => {
    const sink = memorySink();
    await buildModel(await tinyBuildRequest('q8f16_1', sink));
    const failing = { ...sink, write: () => Promise.reject(new Error('disk full')) };
    const other = await tinyBuildRequest('q8f16_1', failing, TINY_BUILD, 2);
    await expect(buildModel(other)).rejects.toThrow('disk full');
    expect(sink.files.has('manifest.json')).toBe(false);
  });

  it('keeps an older model until the first file of the new one is there', async () => {
    const sink = memorySink();
    const request = await tinyBuildRequest('q8f16_1', sink);
    const { manifest } = await buildModel(request);
    const before = await hashes(sink);
    const other = await tinyBuildRequest('q8f16_1', sink, TINY_BUILD, 2);
    const { converter, ...hashers } = workersOf(other);
    const fails = { ...converter, convert: () => Promise.reject(new Error('stick pulled out')) };
    await expect(buildModel({ ...other, workers: { ...hashers, converter: fails } })).rejects.toThrow(
      'stick pulled out',
    );
    expect(await hashes(sink)).toEqual(before);
    expect(manifest.id).toBe((await buildModel(other)).manifest.id);
    expect((await hashes(sink))['manifest.json']).not.toBe(before['manifest.json']);
  });

  it('answers at once when the very model is there and whole, and makes it again when a byte of it differs', async () => {
    const sink = memorySink();
    const request = await tinyBuildRequest('q4f16_1', sink);
    const first = await buildModel(request);
    const writes = sink.writes.length;
    expect(await buildModel(request)).toMatchObject({
      manifestSha256: first.manifestSha256,
      resumedShards: 1,
    });
    expect(sink.writes.length).toBe(writes);
    const before = await hashes(sink);
    const shard = sink.files.get('params_shard_0.bin')!;
    shard[5] = (shard[5] ?? 0) ^ 1;
    expect(await buildModel(request)).toMatchObject({
      manifestSha256: first.manifestSha256,
      resumedShards: 0,
    });
    expect(await hashes(sink)).toEqual(before);
  });

  it('does not go on with other files of the same names and sizes, and keeps what was finished', async () => {
    const sink = crashingSink(1);
    const begun = await withoutAdapter(1, sink);
    await expect(buildModel(begun)).rejects.toThrow('killed');
    const other = await withoutAdapter(2, sink);
    const left = await hashes(sink);
    await expect(buildModel({ ...other, goesOn: true })).rejects.toMatchObject({
      code: 'library/other-inputs',
    });
    expect(await hashes(sink)).toEqual(left);
    await buildModel({ ...begun, goesOn: true });
    // Damaged later: its manifest says what it was made of.
    sink.files.delete('params_shard_0.bin');
    await expect(buildModel({ ...other, goesOn: true })).rejects.toMatchObject({
      code: 'library/other-inputs',
    });
    expect((await buildModel({ ...begun, goesOn: true })).manifest.base.files).toHaveLength(2);
    // A merge that a person begins anew may take its place.
    await buildModel(other);
  });

  it('goes on with the same files after an update that makes other bytes of them', async () => {
    const sink = crashingSink(1);
    const begun = await withoutAdapter(1, sink);
    await expect(buildModel(begun)).rejects.toThrow('killed');
    const config = { ...begun.config, displayName: 'as a newer version derives it' };
    expect((await buildModel({ ...begun, config, goesOn: true })).resumedShards).toBe(0);
  });

  it('reports progress that only grows, to the whole, in every phase', async () => {
    const seen: BuildProgress[] = [];
    const request = await tinyBuildRequest('q8f16_1', memorySink());
    await buildModel({ ...request, onProgress: (progress) => seen.push(progress) });
    expect([...new Set(seen.map((progress) => progress.phase))]).toEqual([
      'hash',
      'convert',
      'answer',
      'finish',
    ]);
    for (const phase of ['hash', 'convert', 'answer']) {
      const own = seen.filter((progress) => progress.phase === phase);
      const done = own.map((progress) => progress.doneBytes);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(own.at(-1)?.doneBytes).toBe(own.at(-1)?.totalBytes);
    }
  });

  it('stops at the row block in which the signal fires', async () => {
    const controller = new AbortController();
    const sink = memorySink();
    const request = await tinyBuildRequest('q8f16_1', sink);
    let after = 0;
    const onProgress = (progress: BuildProgress): void => {
      if (controller.signal.aborted) after++;
      if (progress.phase === 'convert') controller.abort();
    };
    const build = buildModel({ ...request, signal: controller.signal, onProgress });
    await expect(build).rejects.toMatchObject({ name: 'AbortError' });
    expect(after).toBe(0);
    expect(sink.files.has('manifest.json')).toBe(false);
  });
});
