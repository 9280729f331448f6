import { relative, resolve, sep } from 'node:path';
import { CONFIGS_FOLDER } from '../model/paths.ts';
import { COMMITTED_LIBRARIES } from './committed-libraries.ts';
import { CompileError } from './compile-error.ts';
import { libraryName, type LibraryRequest } from './library-request.ts';
import { LIBRARIES_FOLDER } from './paths.ts';

/**
 * Where the libraries go. A configuration of one's own is not compiled into the app's folder without being told to, and
 * never in the place of a committed library.
 * @throws CompileError
 */
export function destinationOf(requests: readonly LibraryRequest[], out: string | null): string {
  for (const request of requests) {
    if (out === null && !isInside(CONFIGS_FOLDER, request.config)) {
      throw new CompileError(
        `${request.config} is not in model-configs/: say with --out where its library is to go ` +
          '(--out public/model-libs puts it among the app’s own).',
      );
    }
    if (out === null || resolve(out) === LIBRARIES_FOLDER) refuseCommittedName(request);
  }
  return out ?? LIBRARIES_FOLDER;
}

/** A library is named after its configuration's file, so that two configurations can want the same name. */
function refuseCommittedName(request: LibraryRequest): void {
  const name = libraryName(request);
  const committed = COMMITTED_LIBRARIES.find((one) => libraryName(one) === name);
  if (committed === undefined || resolve(committed.config) === resolve(request.config)) return;
  throw new CompileError(
    `${name} is the library of ${relative(CONFIGS_FOLDER, committed.config)} in model-configs/: give your configuration ` +
      'another file name, or another folder with --out.',
  );
}

function isInside(folder: string, path: string): boolean {
  return resolve(path).startsWith(`${resolve(folder)}${sep}`);
}
