import type { ShardPlan } from '../shards/shard-plan.ts';
import type { WeightInfo } from '../weight-source.ts';
import type { BuildPhase, BuildProgress } from './build-progress.ts';
import { sourcesOf } from './convert-all.ts';

/** Adds up what a build has done and reports it. */
export class ProgressCounter {
  readonly #listener: ((progress: BuildProgress) => void) | undefined;
  /** Weights still to be taken in, by tensor. */
  readonly #left = new Map<string, number>();
  readonly #sizes = new Map<string, number>();
  readonly #totalTensors: number;

  constructor(plan: ShardPlan, listener?: (progress: BuildProgress) => void) {
    this.#listener = listener;
    for (const { name, size } of plan.parameters.flatMap(sourcesOf)) {
      this.#left.set(name, size);
      this.#sizes.set(name, size);
    }
    this.#totalTensors = this.#left.size;
  }

  report(phase: BuildPhase, doneBytes: number, totalBytes: number, item: string): void {
    const doneTensors = this.#totalTensors - this.#left.size;
    this.#listener?.({ phase, doneBytes, totalBytes, item, doneTensors, totalTensors: this.#totalTensors });
  }

  /** Adds up one phase's bytes. */
  phase(phase: BuildPhase, totalBytes: number): (item: string, bytes: number) => void {
    let done = 0;
    return (item, bytes) => {
      done += bytes;
      this.report(phase, Math.round(done), totalBytes, item);
    };
  }

  /** Counts converted weights as the bytes that they take in the base. */
  convert(infos: ReadonlyMap<string, WeightInfo>): (tensor: string, weights: number) => void {
    let total = 0;
    for (const name of this.#sizes.keys()) total += infos.get(name)?.nbytes ?? 0;
    const add = this.phase('convert', total);
    return (tensor, weights) => {
      const left = (this.#left.get(tensor) ?? 0) - weights;
      if (left > 0) this.#left.set(tensor, left);
      else this.#left.delete(tensor);
      add(tensor, ((infos.get(tensor)?.nbytes ?? 0) * weights) / (this.#sizes.get(tensor) ?? weights));
    };
  }
}
