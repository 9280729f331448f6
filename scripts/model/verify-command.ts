import { parseArgs } from 'node:util';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { verifyModel } from '../../src/pipeline/build/verify-model.ts';
import { megabytes } from './format.ts';
import { nodeHashing } from './node-hashing.ts';
import { openPath } from './node-file-set.ts';

/** `verify DIR`: hashes every file of a built model and checks that they belong together. */
export async function verifyCommand(args: string[], signal: AbortSignal): Promise<void> {
  const [path, ...more] = parseArgs({ args, allowPositionals: true, strict: false }).positionals;
  if (path === undefined || more.length > 0)
    throw new ReadroomError('pipeline/usage', 'verify takes one folder');
  const files = openPath(path);
  try {
    const { manifest, manifestSha256 } = await verifyModel(files, nodeHashing, { signal });
    const size = megabytes(manifest.totalBytes);
    console.log(`${manifest.id}: whole. ${manifest.files.length} files, ${size}; manifest ${manifestSha256}`);
    const listed = new Set([...manifest.files.map((file) => file.path), 'manifest.json']);
    const extra = files.names.filter((name) => !listed.has(name));
    if (extra.length > 0) console.log(`not part of the model: ${extra.join(', ')}`);
  } finally {
    files.close();
  }
}
