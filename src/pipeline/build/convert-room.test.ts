import { expect, it } from 'vitest';
import { deferred } from '../../domain/deferred.ts';
import { QUANTIZATION_FORMATS } from '../../domain/model/quantization.ts';
import { memorySink, testHashing, TINY_BUILD } from '../../testing/generators/tiny-build.ts';
import { planShards, type PlannedTensor } from '../shards/shard-plan.ts';
import type { BlockConverter } from './block-converter.ts';
import { convertAll } from './convert-all.ts';
import { ShardWriter } from './shard-writer.ts';

/** More shards of 32 MiB than may be open together. */
const PLAN = planShards(
  { ...TINY_BUILD, vocabSize: 32_000, hiddenSize: 2048, intermediateSize: 5632, layers: 6, headDim: 512 },
  'q4f16_1',
);

/** Tells whether whoever fills the shards waits for memory. */
class WatchedWriter extends ShardWriter {
  waiting = 0;
  override async room(tensors: readonly PlannedTensor[]): Promise<void> {
    this.waiting++;
    await super.room(tensors).finally(() => this.waiting--);
  }
}

/** A conversion whose first block is held by the test, so that its shard stays open while later ones fill memory. */
function held(signal?: AbortSignal) {
  const first = deferred<null>();
  const { bits } = QUANTIZATION_FORMATS.q4f16_1;
  let begun = 0;
  const converter: BlockConverter = {
    blockWeights: 2 * 1024 * 1024,
    inFlight: 64,
    release: () => undefined,
    async convert({ parameter, rows }, stop) {
      if (begun++ === 0) await Promise.race([first.promise, aborted(stop)]);
      const planned = PLAN.parameters[parameter]!;
      if (planned.kind === 'vector') {
        const { nbytes } = planned.tensor;
        return { buffer: new ArrayBuffer(nbytes), weightBytes: nbytes, scaleBytes: 0 };
      }
      const weights = rows * planned.columns;
      const weightBytes = (weights * bits) / 8;
      const scaleBytes = (weights / 32) * 2;
      return { buffer: new ArrayBuffer(weightBytes + scaleBytes), weightBytes, scaleBytes };
    },
  };
  const writer = new WatchedWriter(PLAN, memorySink(), testHashing, [], () => Promise.resolve());
  const result = convertAll({ plan: PLAN, converter, writer, onWeights: () => undefined, signal });
  result.catch(() => undefined);
  return { first, writer, result };
}

/** All that can go on without the first block has gone on: nothing here waits for anything but promises. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}

it('ends with a block’s failure while it waits for memory that this block holds', async () => {
  const { first, writer, result } = held();
  await settled();
  expect(writer.waiting).toBe(1);
  first.reject(new Error('stick pulled out'));
  await expect(result).rejects.toThrow('stick pulled out');
});

it('can be cancelled while it waits for memory', async () => {
  const controller = new AbortController();
  const { writer, result } = held(controller.signal);
  await settled();
  expect(writer.waiting).toBe(1);
  controller.abort();
  await expect(result).rejects.toMatchObject({ name: 'AbortError' });
});

it('goes on when the block that it waits for has ended', async () => {
  const { first, writer, result } = held();
  await settled();
  expect(writer.waiting).toBe(1);
  first.resolve(null);
  await result;
  expect(writer.finished.length).toBe(PLAN.shards.length);
});
