import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { ROOT } from './serve/folders.ts';

const USAGE = `npm run fuzz:properties [-- ROUNDS]

Runs the property tests with a new seed in every round (20 unless told) and stops at the first that fails,
with the seed that shows it again: PROPERTY_SEED=… npx vitest run FILE`;
const ROUNDS = 20;
const MAX_ROUNDS = 100_000;

function main([argument]: readonly string[]): number {
  const rounds = argument === undefined ? ROUNDS : Number(argument);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) {
    console.error(USAGE);
    return 2;
  }
  const files = propertyTests();
  for (let round = 1; round <= rounds; round++) {
    const seed = randomInt(2 ** 31);
    console.log(`Round ${round} of ${rounds}, seed ${seed}`);
    const { status } = spawnSync('npx', ['vitest', 'run', ...files], {
      cwd: ROOT,
      env: { ...process.env, PROPERTY_SEED: String(seed) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) {
      console.error(`Failed: PROPERTY_SEED=${seed} npx vitest run`);
      return 1;
    }
  }
  console.log(`${files.length} files held in ${rounds} rounds.`);
  return 0;
}

/** Every test file that takes its generators from src/testing/properties.ts. */
function propertyTests(): string[] {
  const pattern = String.raw`testing/properties\.ts'`;
  const found = execFileSync('git', ['grep', '--untracked', '-lE', pattern, '--', 'src/**/*.test.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return found.split('\n').filter((line) => line !== '');
}

process.exitCode = main(process.argv.slice(2));
