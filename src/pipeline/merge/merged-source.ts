import type { Adapter, WeightSource } from '../weight-source.ts';
import { scalarUpdate, type Kernels, type RowUpdate } from '../kernels/kernels.ts';

/** Rows of the merged model, by the base's names: the adapter's update added, its replacements in place. */
export type MergedSource = Pick<WeightSource, 'readRows'>;

/** Pairs that stay prepared: two row blocks under way may lie in neighbouring tensors. */
const KEPT_PAIRS = 2;

export function mergedSource(
  base: WeightSource,
  adapter: Adapter | null,
  prepareUpdate: Kernels['prepareUpdate'] = scalarUpdate,
): MergedSource {
  if (adapter === null) return base;
  const prepared = new Map<string, Promise<RowUpdate>>();

  /** Null when the adapter leaves the tensor as it is. */
  const pairOf = (name: string): Promise<RowUpdate> | null => {
    const stored = adapter.pairs.get(name);
    if (stored === undefined) return null;
    const known = prepared.get(name);
    if (known !== undefined) return known;
    for (const old of prepared.keys()) if (prepared.size >= KEPT_PAIRS) prepared.delete(old);
    // Without a signal: whoever else waits for this pair has not been cancelled.
    const pair = stored.read().then(prepareUpdate);
    prepared.set(name, pair);
    return pair;
  };

  return {
    async readRows(name, rowStart, rowCount, out, signal) {
      const replacement = adapter.replacements.get(name);
      if (replacement !== undefined) return replacement.readRows(rowStart, rowCount, out, signal);
      const reading = pairOf(name);
      const [, update] = await Promise.all([base.readRows(name, rowStart, rowCount, out, signal), reading]);
      update?.add(rowStart, rowCount, out);
    },
  };
}
