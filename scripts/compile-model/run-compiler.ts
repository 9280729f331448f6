import { spawn } from 'node:child_process';
import { CompileError } from './compile-error.ts';
import { type LibraryRequest, shapeName } from './library-request.ts';
import { COMPILER_CACHE, COMPILER_FOLDER } from './paths.ts';

/** Lines of a crash that are worth showing. */
const SHOWN_LINES = 12;
/** A step of the compiler: seconds since its start, then what begins. */
const PROGRESS = /^ *\d+\.\d s {2}/;
const REFUSAL = 'error: ';
/** Exit status of `check` when the bytes differ; its answer is on standard output all the same. */
const DIFFERENT = 1;

export type CompilerCommand = 'compile' | 'check' | 'describe';

/**
 * Runs one command of the Python compiler and parses its answer as JSON.
 * @throws CompileError with the compiler's own sentence, or the end of what it printed when it crashed
 */
export async function runCompiler(
  python: string,
  command: CompilerCommand,
  request: LibraryRequest,
  extra: readonly string[],
  onProgress: (line: string) => void,
): Promise<unknown> {
  const cache = command === 'describe' ? [] : ['--cache', COMPILER_CACHE];
  const args = [
    ...['-m', 'readroom_compiler', command, request.config],
    ...['--quantization', request.quantization, '--compute', request.compute],
    ...['--shape', shapeName(request), ...cache, ...extra],
  ];
  const { code, output, errors } = await run(python, args, onProgress);
  if (code === 0 || (command === 'check' && code === DIFFERENT)) return parseAnswer(output);
  const refusal = errors.findLast((line) => line.startsWith(REFUSAL));
  if (refusal !== undefined) throw new CompileError(refusal.slice(REFUSAL.length));
  const tail = errors.slice(-SHOWN_LINES).join('\n  ');
  throw new CompileError(`The compiler ended with ${code ?? 'a signal'}:\n  ${tail}`);
}

interface Finished {
  readonly code: number | null;
  readonly output: string;
  readonly errors: readonly string[];
}

function run(python: string, args: readonly string[], onProgress: (line: string) => void): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, {
      cwd: COMPILER_FOLDER,
      // A fixed seed: sets of strings must not change the order of anything that is compiled.
      env: { ...process.env, PYTHONPATH: COMPILER_FOLDER, PYTHONHASHSEED: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = (): void => {
      child.kill('SIGTERM');
    };
    process.once('SIGINT', stop);
    let output = '';
    let rest = '';
    const errors: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (PROGRESS.test(line)) onProgress(line);
        else errors.push(line);
      }
    });
    child.on('error', reject);
    child.on('close', (code) => {
      process.removeListener('SIGINT', stop);
      if (rest !== '') errors.push(rest);
      resolve({ code, output, errors });
    });
  });
}

function parseAnswer(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch (cause) {
    throw new CompileError('The compiler’s answer is no JSON.', { cause });
  }
}
