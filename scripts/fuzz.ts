import { setFlagsFromString } from 'node:v8';
import { BOMBS } from '../src/testing/corrupters/bombs.ts';
import { prepareFuzz, runFuzz } from '../src/testing/corrupters/fuzz-run.ts';
import type { FuzzTarget } from '../src/testing/corrupters/fuzz-target.ts';
import { FUZZ_TARGETS } from '../src/testing/corrupters/fuzz-targets.ts';
import { measure, type Measured } from './fuzz/measure.ts';
import { parseOptions, type FuzzOptions } from './fuzz/options.ts';

/** What the issue promises for every bad input. */
const MAX_MILLISECONDS = 1000;
const MAX_GROWN_BYTES = 64 * 1024 * 1024;
const MIB = 1024 * 1024;
/** The first runs compile the code; their time and memory are not the parser's. */
const WARM_UP = 50;

interface Tally {
  readonly codes: Map<string, number>;
  readonly failures: string[];
  slowest: { milliseconds: number; input: string };
  largest: { grownBytes: number; input: string };
}

function record(tally: Tally, input: string, { outcome, milliseconds, grownBytes }: Measured): void {
  const code = outcome.code ?? 'UNTYPED';
  tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1);
  if (milliseconds > tally.slowest.milliseconds) tally.slowest = { milliseconds, input };
  if (grownBytes > tally.largest.grownBytes) tally.largest = { grownBytes, input };
  if (outcome.code === null) {
    const { error } = outcome;
    tally.failures.push(
      `${input}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
  if (milliseconds > MAX_MILLISECONDS) tally.failures.push(`${input}: ${milliseconds.toFixed(0)} ms`);
  if (grownBytes > MAX_GROWN_BYTES) tally.failures.push(`${input}: ${(grownBytes / MIB).toFixed(1)} MiB`);
}

async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<Tally> {
  const tally: Tally = {
    codes: new Map(),
    failures: [],
    slowest: { milliseconds: 0, input: '' },
    largest: { grownBytes: 0, input: '' },
  };
  for (let seed = 0; seed < WARM_UP; seed++) await runFuzz(target, prepareFuzz(target, seed), seed);
  for (let run = 0; run < options.runs; run++) {
    const seed = options.seed * 1_000_003 + run;
    const bytes = prepareFuzz(target, seed);
    record(tally, `seed ${seed}`, await measure(() => runFuzz(target, bytes, seed), run % 16 === 0));
  }
  for (const bomb of BOMBS.filter((item) => item.target === target.name)) {
    const bytes = bomb.make();
    record(tally, bomb.name, await measure(() => runFuzz(target, bytes, 0), true));
  }
  return tally;
}

function print(target: FuzzTarget, { codes, failures, slowest, largest }: Tally): void {
  const counts = [...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
  console.log(`${target.name}\n  ${counts.join(', ')}`);
  console.log(`  slowest ${slowest.milliseconds.toFixed(1)} ms (${slowest.input})`);
  console.log(`  most memory ${(largest.grownBytes / MIB).toFixed(1)} MiB (${largest.input})`);
  for (const failure of failures) console.log(`  FAILED ${failure}`);
}

setFlagsFromString('--expose-gc');
let failed = 0;
try {
  const options = parseOptions(
    process.argv.slice(2),
    FUZZ_TARGETS.map(({ name }) => name),
  );
  for (const target of FUZZ_TARGETS.filter(
    ({ name }) => options.parser === null || name === options.parser,
  )) {
    const tally = await fuzz(target, options);
    print(target, tally);
    failed += tally.failures.length;
  }
  console.log(
    failed === 0
      ? 'Every input was answered in time, within memory and with a typed error.'
      : `${failed} failed`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
