// One command from a fresh clone to the served app. Plain Node, because nothing is installed yet.
import { prepare } from './setup/prepare.mjs';
import { PreparationError, runScript } from './setup/run.mjs';

try {
  await prepare();
  const { code } = await runScript('scripts/serve.ts', process.argv.slice(2));
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof PreparationError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
