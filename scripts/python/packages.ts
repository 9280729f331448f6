import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/**
 * Exits with 0 when every `name==version` line of the files is installed. What follows a plus names a build of that
 * version (PyTorch's for one kind of processor).
 */
const HAS_REQUIREMENTS = `
import sys
from importlib.metadata import PackageNotFoundError, version
for line in [line for path in sys.argv[1:] for line in open(path, encoding="utf-8")]:
    name, _, wanted = line.strip().partition("==")
    try:
        if name and not name.startswith("#") and version(name).partition("+")[0] != wanted: sys.exit(1)
    except PackageNotFoundError:
        sys.exit(1)
`;

/** Whether a Python has the packages of requirements files, in the very versions. */
export function hasRequirements(python: string, files: readonly string[]): Promise<boolean> {
  return succeeds(python, ['-c', HAS_REQUIREMENTS, ...files]);
}

/** Whether a program runs and ends with 0. */
export async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  try {
    await execute(program, args);
    return true;
  } catch {
    return false;
  }
}
