import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { PlannedTensor, ShardPlan } from '../shards/shard-plan.ts';
import type { QuantizedModelReader } from './quantized-model-reader.ts';

/** Shards kept: a matrix's levels may end one shard and its scales begin the next. The last two that were asked for. */
const KEPT = 2;

/** Tensors' bytes out of whole shards, at most two of which are in memory. */
export class ShardCache {
  readonly #reader: Pick<QuantizedModelReader, 'readFile'>;
  readonly #plan: ShardPlan;
  readonly #release: (bytes: Uint8Array) => void;
  readonly #shards = new Map<number, Uint8Array>();

  /** @param release takes a shard that is kept no longer; views of it are no good then */
  constructor(
    reader: Pick<QuantizedModelReader, 'readFile'>,
    plan: ShardPlan,
    release: (bytes: Uint8Array) => void = () => undefined,
  ) {
    this.#reader = reader;
    this.#plan = plan;
    this.#release = release;
  }

  /** A view, not a copy. @throws ReadroomError `model/…` */
  async read(tensor: PlannedTensor, signal?: AbortSignal): Promise<Uint8Array> {
    const shard = this.#shards.get(tensor.shard) ?? (await this.#load(tensor.shard, signal));
    // The map's order is that of use: what was read last goes last.
    this.#shards.delete(tensor.shard);
    this.#shards.set(tensor.shard, shard);
    return shard.subarray(tensor.byteOffset, tensor.byteOffset + tensor.nbytes);
  }

  async #load(index: number, signal?: AbortSignal): Promise<Uint8Array> {
    const planned = this.#plan.shards[index];
    for (const old of this.#shards.keys()) if (this.#shards.size >= KEPT) this.#drop(old);
    const bytes = await this.#reader.readFile(planned?.path ?? '', signal);
    if (bytes.length !== planned?.nbytes) {
      throw new ReadroomError('model/inconsistent', `${planned?.path ?? ''}: ${bytes.length} bytes`);
    }
    return bytes;
  }

  /** Keeps nothing any more. */
  clear(): void {
    for (const index of [...this.#shards.keys()]) this.#drop(index);
  }

  #drop(index: number): void {
    const bytes = this.#shards.get(index);
    this.#shards.delete(index);
    if (bytes !== undefined) this.#release(bytes);
  }
}
