import { isAbort, ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { ToolError } from '../python/tool-error.ts';
import { baseOf } from './base-of.ts';
import { parseTrainOptions, USAGE } from './options.ts';
import { runTraining } from './run-training.ts';
import { trainingPython } from './training-python.ts';

/** The command line was wrong or something that it needs is missing. */
const REFUSED = 2;
const INTERRUPTED = 130;

/** Runs one command line; resolves to the exit code. Failures are printed, never thrown. */
export async function runTrainCommand(args: readonly string[]): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args[0] === 'help') {
    console.log(USAGE);
    return args.length === 0 ? REFUSED : 0;
  }
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  try {
    // Whatever is wrong on the command line is said before anything is prepared.
    const { command, recipe, rest, base } = parseTrainOptions(args);
    const python = await trainingPython();
    const set = base === 'none' ? [] : await baseOf(python, recipe, base === 'needed', controller.signal);
    return await runTraining(python, [...command.split(' '), ...recipe, ...set, ...rest]);
  } catch (error) {
    if (isAbort(error)) return INTERRUPTED;
    console.error(describe(error));
    return REFUSED;
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

function describe(error: unknown): string {
  if (error instanceof ToolError) return error.message;
  if (error instanceof ReadroomError) return `${error.code}: ${error.sentence} ${error.detail}`;
  return error instanceof Error ? error.message : String(error);
}
