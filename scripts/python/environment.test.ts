import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../serve/folders.ts';
import { type PythonEnvironment, pythonOf } from './environment.ts';
import { hasRequirements } from './packages.ts';
import { pinnedTorch } from './torch-build.ts';

/** Making a virtual environment takes seconds, more on a busy machine. */
const SLOW = 120_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-python-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(ROOT, '.cache', basename(folder)), { recursive: true, force: true });
});

function environment(requirements: string): PythonEnvironment {
  const path = join(folder, 'requirements.txt');
  writeFileSync(path, requirements);
  return {
    folder: join(folder, basename(folder)),
    requirements: [path],
    chosenBy: 'READROOM_TEST_PYTHON',
    size: 'nothing',
    log: () => undefined,
  };
}

describe('a Python environment', () => {
  it(
    'is made once, and found the next time',
    async () => {
      const wanted = environment('# nothing is needed\n');
      const python = await pythonOf(wanted);
      expect(python).toBe(join(wanted.folder, 'bin', 'python'));
      expect(await hasRequirements(python, wanted.requirements)).toBe(true);
      expect(await pythonOf(wanted)).toBe(python);
    },
    SLOW,
  );

  it('is the chosen one when that has the packages, and is not made otherwise', async () => {
    vi.stubEnv('READROOM_TEST_PYTHON', 'python3');
    expect(await pythonOf(environment('# nothing is needed\n'))).toBe('python3');
    const lacking = environment('no-such-package-of-anyone==1.0\n');
    await expect(pythonOf(lacking)).rejects.toThrow('READROOM_TEST_PYTHON is python3, which has not');
    expect(existsSync(lacking.folder)).toBe(false);
  });
});

describe('the pinned PyTorch', () => {
  it('is found in whichever file names it', async () => {
    const paths = ['numpy==2.4.6\n', 'a==1\ntorch==2.13.0\ntorchvision==1\n'].map((text, index) => {
      const path = join(folder, `${index}.txt`);
      writeFileSync(path, text);
      return path;
    });
    expect(await pinnedTorch(paths)).toBe('2.13.0');
    expect(await pinnedTorch(paths.slice(0, 1))).toBeNull();
  });
});
