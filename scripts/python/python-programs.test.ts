import { describe, expect, it } from 'vitest';
import { succeeds } from './packages.ts';
import { environmentPython, systemPythons } from './python-programs.ts';

describe('the Pythons of a machine', () => {
  it('are where each system puts them', () => {
    expect(environmentPython('/checkout/.venv/training', 'linux')).toBe(
      '/checkout/.venv/training/bin/python',
    );
    expect(environmentPython('/checkout/.venv/training', 'darwin')).toBe(
      '/checkout/.venv/training/bin/python',
    );
    expect(environmentPython('C:\\checkout\\.venv\\training', 'win32')).toBe(
      'C:\\checkout\\.venv\\training\\Scripts\\python.exe',
    );
  });

  it('have on Windows a launcher that is asked for Python 3, and never the name that is the Store’s', () => {
    const [first, ...others] = systemPythons('win32');
    expect(first).toEqual({ file: 'py', args: ['-3'] });
    expect(others.map(({ file }) => file)).toEqual(['python']);
  });

  it.skipIf(process.platform === 'win32')(
    'are Pythons of any version elsewhere, of which one is here',
    async () => {
      expect(systemPythons('linux').every(({ args }) => args.length === 0)).toBe(true);
      const here = await Promise.all(
        systemPythons().map(({ file, args }) => succeeds(file, [...args, '--version'])),
      );
      expect(here).toContain(true);
    },
  );
});
