import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { provePrivacy } from './prove-privacy/prove-privacy.ts';
import { REPOSITORY, ROOT } from './serve/folders.ts';

const USAGE = `npm run prove-privacy [-- --out FOLDER] [--drafts 20]

Runs the whole journey in Chromium with its network log on, lets a hostile page try every way out with and without the
response headers, and drafts reports with the server gone. Writes privacy-proof.md and privacy-proof.json to the folder
(.cache/privacy-proof); ends with 1 when anything left. Needs a build and the default model: npm start makes both.`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(ROOT, '.cache', 'privacy-proof') },
    drafts: { type: 'string', default: '20' },
    help: { type: 'boolean', short: 'h' },
  },
});
const drafts = Number(values.drafts);
if (values.help === true || !Number.isInteger(drafts) || drafts < 0) {
  console.error(USAGE);
  process.exitCode = values.help === true ? 0 : 2;
} else if (
  !existsSync(join(REPOSITORY.dist, 'index.html')) ||
  !existsSync(join(REPOSITORY.models, 'catalog.json'))
) {
  console.error('There is no build or no model to prove anything with: run `npm start` once.');
  process.exitCode = 2;
} else {
  try {
    const failures = await provePrivacy({ out: values.out, drafts });
    console.log(failures.length === 0 ? 'Passed: nothing left.' : `Failed:\n${failures.join('\n')}`);
    process.exitCode = failures.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
