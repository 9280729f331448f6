import { spawn } from 'node:child_process';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';

/** Lines of a failed tool's output that are worth showing. */
const SHOWN_LINES = 6;

/**
 * Runs a program to its end.
 * @throws ReadroomError `pipeline/tool-missing` when it is not installed, `pipeline/download-failed` when it fails
 */
export function runTool(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], signal });
    let errors = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      errors += text;
    });
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      reject(missing ? new ReadroomError('pipeline/tool-missing', program, { cause: error }) : error);
    });
    child.on('close', (code) => {
      if (code === 0) resolve();
      else {
        const tail = errors.trim().split('\n').slice(-SHOWN_LINES).join('\n  ');
        reject(
          new ReadroomError(
            'pipeline/download-failed',
            `${program} ended with ${code ?? 'a signal'}\n  ${tail}`,
          ),
        );
      }
    });
  });
}
