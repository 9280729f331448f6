// One command from a fresh clone to the served app. Plain Node, because nothing is installed yet.
import { prepare } from './setup/prepare.mjs';
import { runPrepared } from './setup/run.mjs';

await runPrepared(prepare, 'scripts/serve.ts', process.argv.slice(2));
