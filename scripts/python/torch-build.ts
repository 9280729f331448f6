import { readFile } from 'node:fs/promises';
import { succeeds } from './packages.ts';

const PIN = /^torch==(\S+)$/m;

/**
 * On Linux the general build of PyTorch brings gigabytes of CUDA libraries; the one for processors does not. Installs
 * the latter, when requirements name torch and pip's indexes have it; else the general one comes with the other packages.
 */
export async function installTorch(
  python: string,
  requirements: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  const version = await pinnedTorch(requirements);
  if (version === null || process.platform !== 'linux') return;
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--retries',
    '1',
  ];
  if (await succeeds(python, [...pip, `torch==${version}+cpu`])) return;
  log(
    "pip's indexes have no build of PyTorch for processors alone; the general one is several gigabytes. " +
      "PIP_EXTRA_INDEX_URL can name the index of PyTorch's makers that has it.",
  );
}

/** The version of torch that requirements files pin, or null. */
export async function pinnedTorch(requirements: readonly string[]): Promise<string | null> {
  for (const path of requirements) {
    const version = PIN.exec(await readFile(path, 'utf8'))?.[1];
    if (version !== undefined) return version;
  }
  return null;
}
