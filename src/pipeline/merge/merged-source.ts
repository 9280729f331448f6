import type { Adapter, WeightSource } from '../weight-source.ts';
import { mergeRows, preparePair, type PreparedPair } from './merge-rows.ts';

/** Rows of the merged model, by the base's names: the adapter's update added, its replacements in place. */
export type MergedSource = Pick<WeightSource, 'readRows'>;

export function mergedSource(base: WeightSource, adapter: Adapter | null): MergedSource {
  if (adapter === null) return base;
  // Only the tensor being read stays prepared, so memory stays bounded by one tensor's pair.
  let prepared: { name: string; pair: PreparedPair } | null = null;
  return {
    async readRows(name, rowStart, rowCount, out, signal) {
      const replacement = adapter.replacements.get(name);
      if (replacement !== undefined) {
        const columns = out.length / rowCount;
        out.set(replacement.subarray(rowStart * columns, (rowStart + rowCount) * columns));
        return;
      }
      await base.readRows(name, rowStart, rowCount, out, signal);
      const pair = adapter.pairs.get(name);
      if (pair === undefined) return;
      if (prepared?.name !== name) prepared = { name, pair: preparePair(pair) };
      mergeRows(prepared.pair, rowStart, rowCount, out);
    },
  };
}
