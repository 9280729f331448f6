import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../scripts/serve/folders.ts';
import type { MergeInputs } from './kill-merge.ts';

const execute = promisify(execFile);

/** manifest.json as `npm run model -- build --base … --adapter …` writes it for the same files. */
export async function nodeManifest(inputs: MergeInputs, out: string): Promise<Buffer> {
  rmSync(out, { recursive: true, force: true });
  const { base, adapter, quantization } = inputs;
  const args = ['run', '--silent', 'model', '--', 'build', '--base', base, '--adapter', adapter];
  await execute('npm', [...args, '--quant', quantization, '--out', out], { cwd: ROOT });
  const manifest = readFileSync(join(out, 'manifest.json'));
  rmSync(out, { recursive: true, force: true });
  return manifest;
}

export async function nodeManifestSha256(inputs: MergeInputs, out: string): Promise<string> {
  return createHash('sha256')
    .update(await nodeManifest(inputs, out))
    .digest('hex');
}
