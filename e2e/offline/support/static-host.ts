import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/serve/folders.ts';

/** The headers that deploy/_headers has a static host send with every file: those of its block for all paths. */
export function staticHostHeaders(): Readonly<Record<string, string>> {
  const lines = readFileSync(join(ROOT, 'deploy', '_headers'), 'utf8').split('\n');
  const first = lines.indexOf('/*');
  const headers: Record<string, string> = {};
  for (const line of lines.slice(first + 1)) {
    const [, name, value] = /^ {2}([A-Za-z-]+): (.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) break;
    headers[name] = value;
  }
  return headers;
}
