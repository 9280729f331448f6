import { deferred, type Deferred } from '../../domain/deferred.ts';
import { giveBack } from '../../domain/io/give-back.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { PlannedTensor, ShardPlan } from '../shards/shard-plan.ts';

export interface FinishedShard {
  readonly sha256: string;
  readonly md5: string;
}

/**
 * Bytes of shards that may be open together: three ordinary ones, so that one is hashed and written while the next two
 * fill. A tensor larger than this has the memory for itself.
 */
const OPEN_BYTES = 96 * 1024 * 1024;

interface OpenShard {
  readonly bytes: Uint8Array<ArrayBuffer>;
  missing: number;
}

/**
 * Collects tensors' bytes into shards and hands each shard to the sink, in order, when its last byte is there. Writing
 * goes on beside the filling of later shards; `room` holds whoever fills them until memory allows it.
 */
export class ShardWriter {
  readonly finished: FinishedShard[];
  readonly #plan: ShardPlan;
  readonly #sink: ModelSink;
  readonly #hashing: Hashing;
  readonly #onFinished: (finished: readonly FinishedShard[]) => Promise<void>;
  readonly #open = new Map<number, OpenShard>();
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  #changed: Deferred<null> = deferred<null>();
  #failure: { readonly error: unknown } | null = null;

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

  /**
   * Opens the shards of one parameter, when memory allows it. Call it in the plan's order and with every earlier block
   * under way: then the shards that are waited for get full by themselves.
   * @throws what writing threw, or `stop` was given
   */
  async room(tensors: readonly PlannedTensor[]): Promise<void> {
    const own = new Set(tensors.filter((tensor) => !this.isFinished(tensor)).map(({ shard }) => shard));
    while (this.#failure === null && !this.#fits(own)) await this.#changed.promise;
    this.#throwFailure();
    for (const shard of own) {
      if (this.#open.has(shard)) continue;
      const size = this.#plan.shards[shard]?.nbytes ?? 0;
      this.#open.set(shard, { bytes: new Uint8Array(size), missing: size });
    }
  }

  /** Every byte of a tensor is written once, after `room` was made for it. */
  write(tensor: PlannedTensor, offset: number, bytes: Uint8Array): void {
    const shard = this.#open.get(tensor.shard);
    if (shard === undefined) return;
    shard.bytes.set(bytes, tensor.byteOffset + offset);
    shard.missing -= bytes.length;
    if (shard.missing === 0) this.#startWriting();
  }

  /** Resolves when everything that is full has been written. @throws what writing threw */
  async flush(): Promise<void> {
    await this.#writing;
    this.#throwFailure();
  }

  /** Begins no other write and resolves when the one under way has ended, however it ends. */
  async stop(error: unknown): Promise<void> {
    this.#fail(error);
    await this.#writing;
  }

  #fits(own: ReadonlySet<number>): boolean {
    let open = 0;
    for (const [shard, { bytes }] of this.#open) if (!own.has(shard)) open += bytes.length;
    if (open === 0) return true;
    let wanted = 0;
    for (const shard of own) if (!this.#open.has(shard)) wanted += this.#plan.shards[shard]?.nbytes ?? 0;
    return wanted === 0 || open + wanted <= OPEN_BYTES;
  }

  #startWriting(): void {
    if (this.#isWriting || this.#failure !== null) return;
    this.#isWriting = true;
    this.#writing = this.#writeFull().catch((error: unknown) => this.#fail(error));
  }

  /** Hands full shards over, in order. */
  async #writeFull(): Promise<void> {
    for (;;) {
      const index = this.finished.length;
      const shard = this.#open.get(index);
      const planned = this.#plan.shards[index];
      if (this.#failure !== null || shard?.missing !== 0 || planned === undefined) break;
      const sha256 = await this.#hashing.sha256(shard.bytes);
      const md5 = await this.#hashing.md5(shard.bytes);
      await this.#sink.write(planned.path, shard.bytes, sha256);
      this.#open.delete(index);
      giveBack(shard.bytes);
      this.finished.push({ sha256, md5 });
      await this.#onFinished(this.finished);
      this.#change();
    }
    this.#isWriting = false;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#change();
  }

  #change(): void {
    const changed = this.#changed;
    this.#changed = deferred<null>();
    changed.resolve(null);
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}
