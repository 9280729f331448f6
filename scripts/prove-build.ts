import { parseArgs } from 'node:util';
import { proveBuild } from './prove/prove-build.ts';

const USAGE = `npm run prove:build [-- --short]

Builds this checkout in two other folders, with packages, time zone and language of their own, and compares every byte;
--short builds once and compares with dist/.`;

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
});
if (values.help === true) console.log(USAGE);
else {
  try {
    process.exitCode = (await proveBuild(values.short, console)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
