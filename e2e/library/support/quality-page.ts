import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../../../scripts/serve/folders.ts';

const PAGE = join(ROOT, 'docs', 'quality', 'model-library.md');

/** Puts what a run saw into its section of docs/quality/model-library.md, between the two comments that name it. */
export async function writeQualityTable(section: string, markdown: string): Promise<void> {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  const begin = `<!-- ${section}: written by npm run soak:library -->`;
  const end = `<!-- end of ${section} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${PAGE} has no section ${section}`);
  const written = `${page.slice(0, from + begin.length)}\n\n${markdown}\n\n${page.slice(to)}`;
  writeFileSync(PAGE, await format(written, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}
