import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { PlannedTensor, ShardPlan } from '../shards/shard-plan.ts';
import type { QuantizedModelReader } from './quantized-model-reader.ts';

/** Shards kept: a matrix's levels may end one shard and its scales begin the next. */
const KEPT = 2;

/** Tensors' bytes out of whole shards, at most two of which are in memory. */
export class ShardCache {
  readonly #reader: Pick<QuantizedModelReader, 'readFile'>;
  readonly #plan: ShardPlan;
  readonly #shards = new Map<number, Uint8Array>();

  constructor(reader: Pick<QuantizedModelReader, 'readFile'>, plan: ShardPlan) {
    this.#reader = reader;
    this.#plan = plan;
  }

  /** A view, not a copy. @throws ReadroomError `model/…` */
  async read(tensor: PlannedTensor, signal?: AbortSignal): Promise<Uint8Array> {
    const shard = this.#shards.get(tensor.shard) ?? (await this.#load(tensor.shard, signal));
    return shard.subarray(tensor.byteOffset, tensor.byteOffset + tensor.nbytes);
  }

  async #load(index: number, signal?: AbortSignal): Promise<Uint8Array> {
    const planned = this.#plan.shards[index];
    // Shards are asked for in order, so the first one kept is the one that is done with.
    for (const old of this.#shards.keys()) if (this.#shards.size >= KEPT) this.#shards.delete(old);
    const bytes = await this.#reader.readFile(planned?.path ?? '', signal);
    if (bytes.length !== planned?.nbytes) {
      throw new ReadroomError('model/inconsistent', `${planned?.path ?? ''}: ${bytes.length} bytes`);
    }
    this.#shards.set(index, bytes);
    return bytes;
  }
}
