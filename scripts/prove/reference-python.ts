import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pythonOf } from '../python/environment.ts';
import { ROOT } from '../serve/folders.ts';

const HERE = join(ROOT, 'scripts', 'prove');

/** A Python with the pinned PyTorch and transformers, since a proof against another version is another proof. */
function referencePython(): Promise<string> {
  return pythonOf({
    folder: join(ROOT, '.venv', 'reference'),
    requirements: [join(HERE, 'requirements.txt')],
    chosenBy: 'READROOM_REFERENCE_PYTHON',
    size: 'PyTorch and transformers, a large download',
    log: console.log,
  });
}

/** Runs scripts/prove/`script` to its end, its output shown as it comes. */
export async function runReference(script: string, args: readonly string[]): Promise<void> {
  const python = await referencePython();
  await new Promise<void>((resolve, reject) => {
    const child = spawn(python, [join(HERE, script), ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ended with ${code ?? 'a signal'}.`));
    });
  });
}
