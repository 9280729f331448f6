import { describe, expect, it } from 'vitest';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import { memorySink, testHashing } from '../../testing/generators/tiny-build.ts';
import type { PlannedTensor, ShardPlan } from '../shards/shard-plan.ts';
import { ShardWriter } from './shard-writer.ts';

const MIB = 1024 * 1024;

/** One tensor to a shard, of these sizes. */
function planOf(sizes: readonly number[]): { plan: ShardPlan; tensors: PlannedTensor[] } {
  const tensors = sizes.map((nbytes, shard): PlannedTensor => ({
    name: `t${shard}`,
    shape: [nbytes / 4],
    dtype: 'uint32',
    nbytes,
    shard,
    byteOffset: 0,
  }));
  const shards = tensors.map((tensor, i) => ({
    path: `params_shard_${i}.bin`,
    nbytes: tensor.nbytes,
    tensors: [tensor],
  }));
  return { plan: { parameters: [], shards, nbytes: 0, weightCount: 0 }, tensors };
}

const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false;
  void promise.then(
    () => (done = true),
    () => (done = true),
  );
  await new Promise((resolve) => setTimeout(resolve, 10));
  return done;
};

const writerOf = (plan: ShardPlan, sink: ModelSink): ShardWriter =>
  new ShardWriter(plan, sink, testHashing, [], () => Promise.resolve());

describe('ShardWriter', () => {
  it('tells the sink the hash that it has, so that nobody hashes a shard twice', async () => {
    const { plan, tensors } = planOf([8]);
    const told: (string | undefined)[] = [];
    const sink: ModelSink = {
      ...memorySink(),
      write: (_path, _bytes, sha256) => Promise.resolve(void told.push(sha256)),
    };
    const writer = writerOf(plan, sink);
    await writer.room(tensors);
    const bytes = new Uint8Array(8).fill(5);
    for (const tensor of tensors) writer.write(tensor, 0, bytes);
    await writer.flush();
    expect(told).toEqual([await testHashing.sha256(bytes)]);
  });

  it('writes shards in order, though later ones are full first', async () => {
    const { plan, tensors } = planOf([8, 12, 4]);
    const sink = memorySink();
    const writer = writerOf(plan, sink);
    for (const tensor of tensors) await writer.room([tensor]);
    for (const tensor of [...tensors].reverse())
      writer.write(tensor, 0, new Uint8Array(tensor.nbytes).fill(7));
    await writer.flush();
    expect(sink.writes).toEqual(['params_shard_0.bin', 'params_shard_1.bin', 'params_shard_2.bin']);
    expect(writer.finished).toHaveLength(3);
  });

  it('holds whoever would open a fourth ordinary shard until the first is written', async () => {
    const { plan, tensors } = planOf([32 * MIB, 32 * MIB, 32 * MIB, 32 * MIB]);
    const writer = writerOf(plan, memorySink());
    for (const tensor of tensors.slice(0, 3)) await writer.room([tensor]);
    const fourth = writer.room([tensors[3]!]);
    expect(await settled(fourth)).toBe(false);
    writer.write(tensors[0]!, 0, new Uint8Array(32 * MIB));
    await fourth;
    expect(writer.finished).toHaveLength(1);
  });

  it('lets a tensor that is larger than all that have the memory for itself', async () => {
    const { plan, tensors } = planOf([4, 128 * MIB, 8 * MIB, 4]);
    const writer = writerOf(plan, memorySink());
    await writer.room([tensors[0]!]);
    const large = writer.room([tensors[1]!, tensors[2]!]);
    expect(await settled(large)).toBe(false);
    writer.write(tensors[0]!, 0, new Uint8Array(4));
    await large;
    const next = writer.room([tensors[3]!]);
    expect(await settled(next)).toBe(false);
    writer.write(tensors[1]!, 0, new Uint8Array(128 * MIB));
    writer.write(tensors[2]!, 0, new Uint8Array(8 * MIB));
    await next;
    expect(writer.finished.length).toBeGreaterThanOrEqual(2);
  });

  it('passes a failed write on to whoever waits, and begins no other', async () => {
    const { plan, tensors } = planOf([64 * MIB, 64 * MIB]);
    const sink = memorySink(() => {
      throw new Error('disk full');
    });
    const writer = writerOf(plan, sink);
    await writer.room([tensors[0]!]);
    const second = writer.room([tensors[1]!]);
    writer.write(tensors[0]!, 0, new Uint8Array(64 * MIB));
    await expect(second).rejects.toThrow('disk full');
    await expect(writer.flush()).rejects.toThrow('disk full');
    expect(sink.writes).toEqual([]);
  });

  it('wakes whoever waits when it is stopped', async () => {
    const { plan, tensors } = planOf([64 * MIB, 64 * MIB]);
    const writer = writerOf(plan, memorySink());
    await writer.room([tensors[0]!]);
    const second = writer.room([tensors[1]!]);
    await writer.stop(new Error('cancelled'));
    await expect(second).rejects.toThrow('cancelled');
  });
});
