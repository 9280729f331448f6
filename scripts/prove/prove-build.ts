import { execFile } from 'node:child_process';
import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { runManifest } from '../manifest/run-manifest.ts';
import { REPOSITORY, ROOT } from '../serve/folders.ts';
import { compareFolders } from './compare-folders.ts';

const run = promisify(execFile);
/** A build takes seconds, on a busy machine a minute. */
const BUILD_LIMIT_MS = 10 * 60_000;

interface Output {
  readonly log: (line: string) => void;
  readonly error: (line: string) => void;
}

/**
 * Whether the same source gives the same bytes wherever and whenever it is built.
 * @param short compares one further build with dist/ instead of two with one another
 * @throws Error in plain words when there is nothing to build or compare
 */
export async function proveBuild(short: boolean, out: Output): Promise<boolean> {
  const scratch = mkdtempSync(join(tmpdir(), 'readroom-build-'));
  try {
    const first = short
      ? REPOSITORY.dist
      : await buildIn(join(scratch, 'a'), 'own', { TZ: 'UTC', LANG: 'C' });
    if (!existsSync(first)) throw new Error('There is no dist/ to compare with: run `npm run build` first.');
    const far = join(scratch, 'a folder with a longer name', 'b');
    const second = await buildIn(far, short ? 'linked' : 'own', {
      TZ: 'Asia/Kathmandu',
      LANG: 'de_DE.UTF-8',
    });
    const differences = compareFolders(first, second);
    for (const line of differences) out.error(line);
    const listed = (await runManifest(['--check', first], out)) === 0;
    out.log(
      differences.length === 0
        ? 'Two builds in different folders are the same, byte for byte.'
        : `Two builds in different folders differ in ${differences.length} files.`,
    );
    return differences.length === 0 && listed;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Copies what Git knows of this checkout into a folder and builds it there; returns its dist. */
async function buildIn(
  folder: string,
  packages: 'own' | 'linked',
  env: Record<string, string>,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const name of await sourceFiles()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(ROOT, name), join(folder, name));
  }
  const from = join(ROOT, 'node_modules');
  const to = join(folder, 'node_modules');
  if (packages === 'linked') symlinkSync(from, to, 'dir');
  else
    cpSync(realpathSync(from), to, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
  const vite = join(to, 'vite', 'bin', 'vite.js');
  await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    env: { ...process.env, ...env },
    timeout: BUILD_LIMIT_MS,
  });
  return join(folder, 'dist');
}

/** Tracked files and new ones that are not ignored, as far as they are there. */
async function sourceFiles(): Promise<string[]> {
  const { stdout } = await run('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split('\0').filter((name) => name !== '' && existsSync(join(ROOT, name)));
}
