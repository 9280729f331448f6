import { describe, expect, it, vi } from 'vitest';
import { createPauseGate } from '../../domain/io/pause-gate.ts';
import { QUANTIZATIONS } from '../../domain/model/quantization.ts';
import { createRandom } from '../../testing/generators/random.ts';
import { memorySink, testHashing, tinyBuildRequest } from '../../testing/generators/tiny-build.ts';
import { openBase } from '../formats/open-base.ts';
import { openAdapter } from '../formats/peft/open-adapter.ts';
import { mergedSource } from '../merge/merged-source.ts';
import { planShards } from '../shards/shard-plan.ts';
import type { BlockConverter } from './block-converter.ts';
import { buildModel, type BuildRequest, type BuildWorkers } from './build-model.ts';
import { localHasher } from './file-hasher.ts';
import { createLocalConverter } from './local-converter.ts';

/** A converter of small blocks whose results come back in a shuffled order, as those of several workers may. */
async function shuffling(request: BuildRequest, seed: number, blockWeights: number): Promise<BuildWorkers> {
  const random = createRandom(seed);
  const base = await openBase(request.base);
  const adapter = await openAdapter(request.adapter!, base.architecture);
  const plan = planShards(base.architecture, request.quantization);
  const own = createLocalConverter(plan, request.quantization, mergedSource(base, adapter), { blockWeights });
  const converter: BlockConverter = {
    ...own,
    inFlight: 5,
    async convert(job, signal) {
      const block = await own.convert(job, signal);
      for (let turns = random.integer(6); turns > 0; turns--) await Promise.resolve();
      await new Promise((resolve) => setTimeout(resolve, random.integer(3)));
      return block;
    },
    release(block) {
      // Whoever still reads a released block reads nonsense.
      new Uint8Array(block.buffer).fill(0xee);
      own.release(block);
    },
  };
  return {
    converter,
    base: { ...localHasher(request.base, testHashing), parallel: 3 },
    adapter: localHasher(request.adapter!, testHashing),
  };
}

const withWorkers = async (request: BuildRequest, change: Partial<BlockConverter>): Promise<BuildRequest> => {
  const workers = await shuffling(request, 1, 1024);
  return { ...request, workers: { ...workers, converter: { ...workers.converter, ...change } } };
};

describe('converting in blocks', () => {
  it.each(QUANTIZATIONS)(
    'gives the bytes of one thread in %s, in whatever order blocks end',
    async (name) => {
      const whole = memorySink();
      await buildModel(await tinyBuildRequest(name, whole));
      for (const [seed, blockWeights] of [
        [1, 32],
        [2, 100],
        [3, 1 << 20],
      ] as const) {
        const sink = memorySink();
        const request = await tinyBuildRequest(name, sink);
        await buildModel({ ...request, workers: await shuffling(request, seed, blockWeights) });
        expect(sink.files).toEqual(whole.files);
      }
    },
  );

  it('ends with the first failure, and only when every other block has ended', async () => {
    const request = await tinyBuildRequest('q8f16_1', memorySink());
    let running = 0;
    const workers = await shuffling(request, 1, 64);
    const failing = await withWorkers(request, {
      blockWeights: 64,
      inFlight: 4,
      async convert(job, signal) {
        running++;
        try {
          if (job.parameter === 3) throw new Error('worker gone');
          return await workers.converter.convert(job, signal);
        } finally {
          running--;
        }
      },
    });
    await expect(buildModel(failing)).rejects.toThrow('worker gone');
    expect(running).toBe(0);
  });

  it('begins no block while it is held, and goes on after', async () => {
    const gate = createPauseGate();
    const request = await tinyBuildRequest('q8f16_1', memorySink());
    let begun = 0;
    const own = await shuffling(request, 1, 64);
    const counting = await withWorkers(request, {
      blockWeights: 64,
      convert(job, signal) {
        begun++;
        if (begun === 10) gate.pause();
        return own.converter.convert(job, signal);
      },
    });
    const build = buildModel({ ...counting, gate });
    while (begun < 10) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(begun).toBe(10);
    gate.resume();
    await build;
    expect(begun).toBeGreaterThan(10);
  });

  it('can be cancelled while it is held', async () => {
    const gate = createPauseGate();
    const controller = new AbortController();
    const sink = memorySink();
    const request = await tinyBuildRequest('q8f16_1', sink);
    const own = await shuffling(request, 1, 64);
    let begun = 0;
    let running = 0;
    const held = await withWorkers(request, {
      blockWeights: 64,
      async convert(job, signal) {
        if (++begun === 10) gate.pause();
        running++;
        return own.converter.convert(job, signal).finally(() => running--);
      },
    });
    const build = buildModel({ ...held, gate, signal: controller.signal });
    // Nothing moves any more: the build itself stands at the gate.
    await vi.waitFor(() => expect([begun, running]).toEqual([10, 0]));
    controller.abort();
    await expect(build).rejects.toMatchObject({ name: 'AbortError' });
    expect(begun).toBe(10);
    expect(sink.files.has('manifest.json')).toBe(false);
  });

  it('counts every tensor of the base once, and says how many are done', async () => {
    const request = await tinyBuildRequest('q8f16_1', memorySink());
    const seen: (readonly [number, number])[] = [];
    await buildModel({
      ...request,
      onProgress: ({ phase, doneTensors, totalTensors }) => {
        if (phase === 'convert') seen.push([doneTensors, totalTensors]);
      },
    });
    const { tensors } = await openBase(request.base);
    expect(seen.at(-1)).toEqual([tensors.size, tensors.size]);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
  });

  it('tells the exact size of the model before it reads a weight, and stops when there is no room', async () => {
    const sink = memorySink();
    const request = await tinyBuildRequest('q4f16_1', sink);
    let planned = 0;
    const { manifest } = await buildModel({
      ...request,
      onPlanned: (bytes) => Promise.resolve(void (planned = bytes)),
    });
    expect(planned).toBe(manifest.totalBytes);
    const full = (): Promise<void> => Promise.reject(new Error('no room'));
    const before = sink.writes.length;
    await expect(buildModel({ ...request, onPlanned: full })).rejects.toThrow('no room');
    expect(sink.writes.length).toBe(before);
    expect(sink.files.has('manifest.json')).toBe(true);
  });
});
