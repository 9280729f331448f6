import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { PlannedTensor, ShardPlan } from '../shards/shard-plan.ts';

export interface FinishedShard {
  readonly sha256: string;
  readonly md5: string;
}

/**
 * Collects tensors' bytes into shards and hands each shard to the sink when its last byte is there. Shards fill
 * in order, and a parameter's two tensors touch at most two of them, so at most two are in memory.
 */
export class ShardWriter {
  readonly finished: FinishedShard[];
  readonly #plan: ShardPlan;
  readonly #sink: ModelSink;
  readonly #hashing: Hashing;
  readonly #onFinished: (finished: readonly FinishedShard[]) => Promise<void>;
  readonly #open = new Map<number, { bytes: Uint8Array; missing: number }>();

  /** @param finished shards of an earlier run, from the first on; what is written to them is dropped */
  constructor(
    plan: ShardPlan,
    sink: ModelSink,
    hashing: Hashing,
    finished: readonly FinishedShard[],
    onFinished: (finished: readonly FinishedShard[]) => Promise<void>,
  ) {
    this.#plan = plan;
    this.#sink = sink;
    this.#hashing = hashing;
    this.finished = [...finished];
    this.#onFinished = onFinished;
  }

  isFinished(tensor: PlannedTensor): boolean {
    return tensor.shard < this.finished.length;
  }

  /** Every byte of a tensor is written once. */
  write(tensor: PlannedTensor, offset: number, bytes: Uint8Array): void {
    if (this.isFinished(tensor)) return;
    let shard = this.#open.get(tensor.shard);
    if (shard === undefined) {
      const size = this.#plan.shards[tensor.shard]?.nbytes ?? 0;
      shard = { bytes: new Uint8Array(size), missing: size };
      this.#open.set(tensor.shard, shard);
    }
    shard.bytes.set(bytes, tensor.byteOffset + offset);
    shard.missing -= bytes.length;
  }

  /** Hands full shards over, in order; call it between parameters. */
  async flush(): Promise<void> {
    for (;;) {
      const index = this.finished.length;
      const shard = this.#open.get(index);
      const planned = this.#plan.shards[index];
      if (shard?.missing !== 0 || planned === undefined) return;
      this.#open.delete(index);
      const sha256 = await this.#hashing.sha256(shard.bytes);
      const md5 = await this.#hashing.md5(shard.bytes);
      await this.#sink.write(planned.path, shard.bytes);
      this.finished.push({ sha256, md5 });
      await this.#onFinished(this.finished);
    }
  }
}
