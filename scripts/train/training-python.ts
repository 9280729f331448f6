import { join } from 'node:path';
import { pythonOf } from '../python/environment.ts';
import { ROOT } from '../serve/folders.ts';

export const TRAINING_FOLDER: string = join(ROOT, 'training');
/** The second only for the tests. */
const REQUIREMENTS = ['requirements.txt', 'requirements-test.txt'];

/**
 * A Python with the pinned packages of training/, with `tests` also with pytest, Hypothesis and Ruff.
 * @throws ToolError that says what is missing
 */
export function trainingPython({ tests = false }: { readonly tests?: boolean } = {}): Promise<string> {
  return pythonOf({
    folder: join(ROOT, '.venv', 'training'),
    requirements: REQUIREMENTS.slice(0, tests ? 2 : 1).map((name) => join(TRAINING_FOLDER, name)),
    chosenBy: 'READROOM_TRAINING_PYTHON',
    size: 'about 1 GB with PyTorch',
  });
}
