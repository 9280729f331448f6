import { join } from 'node:path';
import * as v from 'valibot';
import type { LibraryIndex } from '../../src/domain/model/model-library.ts';
import { fileDifferences } from './check-library.ts';
import { compilerPython } from './compiler-python.ts';
import { libraryName, type LibraryRequest } from './library-request.ts';
import { runCompiler } from './run-compiler.ts';

const DescriptionSchema = v.object({
  sourceSha256: v.string(),
  toolchain: v.strictObject({ tvm: v.string(), emscripten: v.string() }),
});

/** Whether a library is whole, and made from the present sources with the present tools. */
export async function isUpToDate(
  request: LibraryRequest,
  folder: string,
  index: LibraryIndex,
): Promise<boolean> {
  const kept = index.libraries.find(({ name }) => name === libraryName(request));
  if (kept === undefined || fileDifferences(kept, join(folder, kept.file)).length > 0) return false;
  const python = await compilerPython();
  const now = v.parse(DescriptionSchema, await runCompiler(python, 'describe', request, [], () => undefined));
  return (
    kept.sourceSha256 === now.sourceSha256 &&
    kept.toolchain.tvm === now.toolchain.tvm &&
    kept.toolchain.emscripten === now.toolchain.emscripten
  );
}
