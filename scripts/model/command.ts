import { isAbort, ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { buildCommand } from './build-command.ts';
import { catalogCommand } from './catalog-command.ts';
import { inspectCommand } from './inspect-command.ts';
import { verifyCommand } from './verify-command.ts';

const USAGE = `npm run model -- build CONFIG [--base PATH] [--adapter PATH] [--quant NAME[,NAME…]|all] [--out DIR]
npm run model -- build --base PATH [--adapter PATH] [--quant NAME[,NAME…]|all] [--out DIR] [--name TEXT] [--id ID]
                       [--template llama-2|llama-3|chatml|alpaca|JSON] [--system TEXT] [--window TOKENS] [--print-config]
npm run model -- verify DIR
npm run model -- inspect PATH
npm run model -- catalog

CONFIG is a file of model-configs/ or its name without .json.
Without CONFIG everything is derived from the files, as the app's merge screen does; --print-config only shows it.
Without --base the config's own base is fetched (with pip) into .cache/. The default output is models/<id>.`;

const COMMANDS: Readonly<Record<string, (args: string[], signal: AbortSignal) => Promise<void>>> = {
  build: buildCommand,
  verify: verifyCommand,
  inspect: inspectCommand,
  catalog: catalogCommand,
};

/** Runs one command line; resolves to the exit code. Failures are printed, never thrown. */
export async function runModelCommand(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const command = COMMANDS[name];
  if (command === undefined) {
    console.error(USAGE);
    return name === 'help' || name === '--help' ? 0 : 1;
  }
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  try {
    await command(rest, controller.signal);
    return 0;
  } catch (error) {
    console.error(`\n${describe(error)}`);
    return isAbort(error) ? 130 : 1;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

function describe(error: unknown): string {
  if (isAbort(error)) return 'Stopped. The same command goes on from the last finished shard.';
  if (error instanceof ReadroomError) {
    const hint = error.code === 'pipeline/usage' ? `\n\n${USAGE}` : '';
    return `${error.code}: ${error.sentence}${error.detail === '' ? '' : `\n  ${error.detail}`}${hint}`;
  }
  // A full disk, a folder without rights: the system's own sentence says it best.
  return error instanceof Error ? error.message : String(error);
}
