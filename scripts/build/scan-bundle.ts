import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { EXPLAINED_URLS, type ExplainedUrl } from './explained-urls.ts';
import { explanationOf, findForeignUrls } from './foreign-urls.ts';

/**
 * Licences and their notices, and the list of packages: texts for people, sent as plain text or data, which quote the
 * addresses that their authors wrote.
 */
const TEXTS: ReadonlySet<string> = new Set(['third-party-licences.txt', 'sbom.cdx.json']);

/** What is wrong with a build's addresses, in sentences; empty when nothing is. */
export async function scanBundle(
  dist: string,
  explained: readonly ExplainedUrl[] = EXPLAINED_URLS,
): Promise<string[]> {
  const problems: string[] = [];
  const needed = new Set<ExplainedUrl>();
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const name = relative(dist, file).split(sep).join('/');
    if (TEXTS.has(name)) continue;
    for (const url of findForeignUrls(name, await readFile(file))) {
      const explanation = explanationOf(url, explained);
      if (explanation) needed.add(explanation);
      else problems.push(`${name} names ${url}`);
    }
  }
  for (const entry of explained) {
    if (!needed.has(entry)) problems.push(`nothing needs the explanation of ${entry.url} any more`);
  }
  return problems.sort();
}

/** Stops a build that names a host which nobody has explained. Comes after whatever writes files. */
export function refuseForeignUrls(): Plugin {
  return {
    name: 'readroom-refuse-foreign-urls',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        if (dir === undefined) return;
        const problems = await scanBundle(dir);
        if (problems.length === 0) return;
        throw new Error(
          `The build names addresses of other hosts (scripts/build/explained-urls.ts):\n${problems.join('\n')}`,
        );
      },
    },
  };
}
