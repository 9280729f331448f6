import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelLibrary } from '../../src/domain/model/model-library.ts';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { withLock } from '../python/lock.ts';
import { checkLibrary } from './check-library.ts';
import { chosenRequests } from './chosen-requests.ts';
import { CompileError } from './compile-error.ts';
import { compileLibrary } from './compile-library.ts';
import { destinationOf } from './destination.ts';
import { ensureEmscripten } from './ensure-emscripten.ts';
import { libraryName, type LibraryRequest } from './library-request.ts';
import { readIndex, withLibrary, writeIndex } from './library-index.ts';
import { type CompileOptions, parseOptions } from './options.ts';
import { COMPILER_CACHE, LIBRARIES_FOLDER } from './paths.ts';
import { isUpToDate } from './up-to-date.ts';

/** Runs one command line; resolves to the exit code. Failures are printed, never thrown. */
export async function runCompileCommand(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    ensureEmscripten();
    if (options.action === 'prove') return await prove(options);
    const requests = await chosenRequests(options);
    if (requests.length === 0) throw new CompileError('No committed library fits these options.');
    if (options.action === 'check') return await check(requests, options);
    // Also with --out: the index there must not lose a library to a second run either.
    const lock = join(COMPILER_CACHE, 'compile-model.lock');
    return await withLock(lock, 'compilation', () => compile(requests, options));
  } catch (error) {
    console.error(describe(error));
    return 2;
  }
}

async function compile(requests: readonly LibraryRequest[], options: CompileOptions): Promise<number> {
  const folder = destinationOf(requests, options.out);
  await mkdir(folder, { recursive: true });
  const made: ModelLibrary[] = [];
  for (const request of requests) {
    const name = libraryName(request);
    const index = await readIndex(folder);
    const known = index.libraries.find((library) => library.name === name);
    if (known !== undefined && !options.force && (await isUpToDate(request, folder, index))) {
      console.error(`${name}: up to date`);
      made.push(known);
      continue;
    }
    console.error(`${name}: compiling`);
    const wgsl = options.wgsl === null ? null : join(options.wgsl, name);
    const { library } = await compileLibrary({ ...request, out: folder, wgsl, onProgress: console.error });
    // The index last: of a replaced library it tells the old bytes until then, so the app refuses the new ones.
    await writeIndex(folder, withLibrary(await readIndex(folder), library));
    made.push(library);
  }
  if (options.json) console.log(JSON.stringify(made));
  return 0;
}

async function check(requests: readonly LibraryRequest[], options: CompileOptions): Promise<number> {
  const folder = options.out ?? LIBRARIES_FOLDER;
  const index = await readIndex(folder);
  const results: { name: string; differences: readonly string[] }[] = [];
  for (const request of requests) {
    const name = libraryName(request);
    console.error(`${name}: rebuilding`);
    const differences = await checkLibrary(request, folder, index, console.error);
    results.push({ name, differences });
    if (differences.length === 0) console.error(`${name}: the same bytes`);
    for (const difference of differences) console.error(`${name}: ${difference}`);
  }
  if (options.json) console.log(JSON.stringify(results));
  return results.every(({ differences }) => differences.length === 0) ? 0 : 1;
}

async function prove({ configs, quantization, compute }: CompileOptions): Promise<number> {
  // Loaded only here: it brings the browser driver with it.
  const { proveConfig } = await import('../prove/prove-config.ts');
  const [config] = configs;
  if (config === undefined) throw new CompileError('--prove takes one configuration.');
  const { passed } = await proveConfig(config, {
    ...(quantization === null ? {} : { quantization }),
    ...(compute === null ? {} : { compute }),
    log: console.error,
  });
  return passed ? 0 : 1;
}

function describe(error: unknown): string {
  if (error instanceof ReadroomError) return `${error.code}: ${error.sentence} ${error.detail}`;
  return error instanceof Error ? error.message : String(error);
}
