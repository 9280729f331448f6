import { readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import {
  ASSET_LIST_PATH,
  SERVICE_WORKER_PATH,
  type AssetList,
  type BuildFile,
} from '../../src/domain/build/asset-list.ts';
import { isKeptFile, type KeptBuild } from '../../src/domain/offline/kept-build.ts';
import { ROOT } from '../serve/folders.ts';

const ENTRY = join(ROOT, 'src', 'workers', 'service-worker.ts');

/**
 * Builds the service worker by itself, in one file with a name that stays, when all other files of the app are written:
 * their hashes stand in its first line, so that every change of the app is one of this script, which is what browsers
 * look at.
 */
export function buildServiceWorker(): Plugin {
  return {
    name: 'readroom-service-worker',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        if (dir !== undefined) await writeServiceWorker(dir, await compile());
      },
    },
  };
}

/** @param code the service worker, without the build that it keeps */
export async function writeServiceWorker(dist: string, code: string): Promise<void> {
  const kept = JSON.stringify(await keptBuildOf(dist));
  await writeFile(join(dist, SERVICE_WORKER_PATH), `const READROOM_KEPT_BUILD=${kept};\n${code}`);
}

/** The code of a service worker that was written, without its first line. */
export async function readServiceWorker(dist: string): Promise<string> {
  const text = await readFile(join(dist, SERVICE_WORKER_PATH), 'utf8');
  return text.slice(text.indexOf('\n') + 1);
}

/** The list itself is kept too: whoever compares files offline needs it. */
async function keptBuildOf(dist: string): Promise<KeptBuild> {
  const bytes = await readFile(join(dist, ASSET_LIST_PATH));
  // Written a moment ago by the plugin before this one.
  const list = JSON.parse(bytes.toString('utf8')) as AssetList;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const itself: BuildFile = { path: ASSET_LIST_PATH, bytes: bytes.length, sha256 };
  return { build: list.build, files: [...list.files.filter(({ path }) => isKeptFile(path)), itself] };
}

async function compile(): Promise<string> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: ENTRY, output: { format: 'iife', entryFileNames: 'service-worker.js' } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) =>
    'output' in each ? each.output : [],
  );
  const [chunk, ...others] = outputs.filter(({ type }) => type === 'chunk');
  if (chunk?.type !== 'chunk' || others.length > 0) throw new Error('The service worker is not one script.');
  return chunk.code;
}
