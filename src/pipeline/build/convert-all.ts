import type { PauseGate } from '../../domain/io/pause-gate.ts';
import type { PlannedMatrix, PlannedTensor, PlannedVector, ShardPlan } from '../shards/shard-plan.ts';
import { blocksOf, type BlockConverter, type BlockJob } from './block-converter.ts';
import { placeBlock } from './place-block.ts';
import type { ShardWriter } from './shard-writer.ts';

export interface ConvertAllOptions {
  readonly plan: ShardPlan;
  readonly converter: BlockConverter;
  readonly writer: ShardWriter;
  /** Told after every block how many weights of which base tensor were taken in. */
  readonly onWeights: (tensor: string, weights: number) => void;
  readonly gate?: PauseGate | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Converts every parameter that is not yet in a finished shard. Blocks are begun in the plan's order, a few at a time,
 * and may end in any: each has its place in the shards, so neither decides a byte.
 * @throws the first failure, when every block and write has ended; AbortError within a row block of the signal
 */
export async function convertAll(options: ConvertAllOptions): Promise<void> {
  const { plan, converter, writer, onWeights, gate, signal } = options;
  const stop = new AbortController();
  const abort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  // IMPORTANT: a shard whose block failed never gets full, and the loop may be waiting for it in `room`.
  stop.signal.addEventListener('abort', () => void writer.stop(stop.signal.reason), { once: true });
  const running = new Set<Promise<void>>();

  const run = async (parameter: PlannedMatrix | PlannedVector, job: BlockJob): Promise<void> => {
    try {
      const block = await converter.convert(job, stop.signal);
      stop.signal.throwIfAborted();
      placeBlock(parameter, job, block, writer);
      converter.release(block);
      onWeights(...weightsOf(parameter, job));
    } catch (error) {
      // The first failure stops the rest; what they throw then is its echo.
      stop.abort(error);
    }
  };

  try {
    signal?.throwIfAborted();
    for (const [index, parameter] of plan.parameters.entries()) {
      if (tensorsOf(parameter).every((tensor) => writer.isFinished(tensor))) {
        for (const { name, size } of sourcesOf(parameter)) onWeights(name, size);
        continue;
      }
      await writer.room(tensorsOf(parameter));
      for (const job of blocksOf(parameter, index, converter.blockWeights)) {
        await gate?.pass(stop.signal);
        while (running.size >= converter.inFlight) await Promise.race(running);
        stop.signal.throwIfAborted();
        const task = run(parameter, job).finally(() => running.delete(task));
        running.add(task);
      }
    }
    await Promise.all(running);
    stop.signal.throwIfAborted();
    await writer.flush();
  } catch (error) {
    stop.abort(error);
    await Promise.all([...running, writer.stop(error)]);
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function tensorsOf(parameter: PlannedMatrix | PlannedVector): readonly PlannedTensor[] {
  return parameter.kind === 'vector' ? [parameter.tensor] : [parameter.weight, parameter.scale];
}

/** The base's tensors that make a parameter, with their weights. */
export function sourcesOf(
  parameter: PlannedMatrix | PlannedVector,
): readonly { readonly name: string; readonly size: number }[] {
  if (parameter.kind === 'vector') return [{ name: parameter.name, size: parameter.length }];
  return parameter.sources.map(({ name, rows }) => ({ name, size: rows * parameter.columns }));
}

function weightsOf(parameter: PlannedMatrix | PlannedVector, job: BlockJob): [name: string, weights: number] {
  if (parameter.kind === 'vector') return [parameter.name, parameter.length];
  return [parameter.sources[job.source]?.name ?? '', job.rows * parameter.columns];
}
