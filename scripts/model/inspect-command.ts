import { parseArgs } from 'node:util';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { inspectFiles } from '../../src/pipeline/build/inspect.ts';
import { nodeHashing } from './node-hashing.ts';
import { openPath } from './node-file-set.ts';

/** `inspect PATH`: says what a file or folder is and what is wrong with it. Fails when something is. */
export async function inspectCommand(args: string[], signal: AbortSignal): Promise<void> {
  const [path, ...more] = parseArgs({ args, allowPositionals: true, strict: false }).positionals;
  if (path === undefined || more.length > 0)
    throw new ReadroomError('pipeline/usage', 'inspect takes one path');
  const files = openPath(path);
  try {
    const inspection = await inspectFiles(files, nodeHashing, signal);
    console.log(inspection.kind);
    for (const [name, value] of inspection.facts) console.log(`  ${name}: ${value}`);
    if (inspection.problem !== null) throw inspection.problem;
  } finally {
    files.close();
  }
}
