import { join } from 'node:path';
import * as v from 'valibot';
import { type ModelLibrary, ModelLibrarySchema } from '../../src/domain/model/model-library.ts';
import { CompileError } from './compile-error.ts';
import { compilerPython } from './compiler-python.ts';
import type { LibraryRequest } from './library-request.ts';
import { runCompiler } from './run-compiler.ts';

export interface CompileLibraryOptions extends LibraryRequest {
  /** Folder of the library. */
  readonly out: string;
  /** Folder for the kernels' WGSL, when wanted. */
  readonly wgsl?: string | null;
  readonly onProgress?: (line: string) => void;
}

export interface CompiledLibrary {
  readonly library: ModelLibrary;
  readonly path: string;
}

/**
 * Compiles one library into a folder; the file appears whole or not at all.
 * @throws CompileError
 */
export async function compileLibrary(options: CompileLibraryOptions): Promise<CompiledLibrary> {
  const python = await compilerPython();
  const wgsl = options.wgsl === undefined || options.wgsl === null ? [] : ['--dump-wgsl', options.wgsl];
  const answer = await runCompiler(
    python,
    'compile',
    options,
    ['--out', options.out, ...wgsl],
    options.onProgress ?? (() => undefined),
  );
  const library = parseRecord(answer);
  return { library, path: join(options.out, library.file) };
}

/** @throws CompileError when the compiler's record is not what the app reads */
export function parseRecord(answer: unknown): ModelLibrary {
  const result = v.safeParse(ModelLibrarySchema, answer);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new CompileError(
    `The compiler’s record is not as the app reads it: ${v.getDotPath(issue) ?? ''}: ${issue.message}`,
  );
}
