import { join } from 'node:path';
import { pythonOf } from '../python/environment.ts';
import { COMPILER_FOLDER, COMPILER_VENV } from './paths.ts';

/** The second only for the compiler's own tests. */
const REQUIREMENTS = ['requirements.txt', 'requirements-test.txt'];

interface PythonOptions {
  readonly tests?: boolean;
  readonly log?: (line: string) => void;
}

/**
 * A Python with the compiler's pinned packages, with `tests` also with pytest.
 * @throws ToolError that says what is missing
 */
export function compilerPython({ tests = false, log = console.error }: PythonOptions = {}): Promise<string> {
  return pythonOf({
    folder: COMPILER_VENV,
    requirements: REQUIREMENTS.slice(0, tests ? 2 : 1).map((name) => join(COMPILER_FOLDER, name)),
    chosenBy: 'READROOM_COMPILER_PYTHON',
    size: 'about 100 MB',
    log,
  });
}
