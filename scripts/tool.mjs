// Runs one of the project's programs (`node scripts/tool.mjs train …` runs scripts/train.ts), in a fresh clone too:
// what is missing of the packages is installed first. Plain Node, because nothing may be there yet.
import { prepareNode } from './setup/dependencies.mjs';
import { runPrepared } from './setup/run.mjs';

// Ctrl+C reaches the program too, which ends in its own way; this process waits for it.
process.on('SIGINT', () => undefined);

const [name, ...args] = process.argv.slice(2);
await runPrepared(prepareNode, `scripts/${name}.ts`, args);
