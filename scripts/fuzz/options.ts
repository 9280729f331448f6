import { parseArgs } from 'node:util';

export interface FuzzOptions {
  /** Null means every parser. */
  readonly parser: string | null;
  readonly runs: number;
  readonly seed: number;
}

/** @throws Error with the usage when an option is wrong */
export function parseOptions(args: readonly string[], parsers: readonly string[]): FuzzOptions {
  const usage = `npm run fuzz -- [--parser ${parsers.join('|')}] [--runs N] [--seed S]`;
  const { values } = parseArgs({
    args: [...args],
    options: { parser: { type: 'string' }, runs: { type: 'string' }, seed: { type: 'string' } },
  });
  const parser = values.parser ?? null;
  const runs = Number(values.runs ?? 2000);
  const seed = Number(values.seed ?? 1);
  const valid = Number.isSafeInteger(runs) && runs > 0 && Number.isSafeInteger(seed) && seed >= 0;
  if (!valid || (parser !== null && !parsers.includes(parser))) throw new Error(usage);
  return { parser, runs, seed };
}
