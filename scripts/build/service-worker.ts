import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { SERVICE_WORKER_PATH } from '../../src/domain/build/asset-list.ts';
import { ROOT } from '../serve/folders.ts';

const ENTRY = join(ROOT, 'src', 'workers', 'service-worker.ts');

/**
 * Builds the service worker by itself, in one file with a name that stays. Its first line is left empty: when the files
 * of the app are listed, their hashes are put there (scripts/serve/asset-list.ts), so that every change of the app is
 * one of this script, which is what browsers look at.
 */
export function buildServiceWorker(): Plugin {
  return {
    name: 'readroom-service-worker',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        if (dir !== undefined) await writeFile(join(dir, SERVICE_WORKER_PATH), `\n${await compile()}`);
      },
    },
  };
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
