import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSite } from '../e2e/webgpu/support/site.ts';
import { releaseCanaries } from './prove-privacy/canaries/release-canaries.ts';
import { ROOT } from './serve/folders.ts';
import { startServer } from './serve/static-server.ts';

const USAGE = `npm run prove-canaries [-- --count 1000] [--seed 7] [--out FOLDER]

Lets words that nobody else writes loose in every flow of the app, errors included, and looks for them in the console,
errors, addresses, titles, requests, names of files, the net log, the browser's log, everything sent to the server, and
the bytes of the profile. Writes canaries.json; ends with 1 when one is found.`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '7' },
    out: { type: 'string', default: join(ROOT, '.cache', 'privacy-proof') },
    help: { type: 'boolean', short: 'h' },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (values.help === true || !Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error(USAGE);
  process.exitCode = values.help === true ? 0 : 2;
} else {
  const site = await openSite();
  const server = await startServer({ dist: site.dist, models: site.models, port: 0 });
  try {
    const onPass = (flow: string, canaries: number): void => console.log(`${canaries} of ${count}: ${flow}`);
    const result = await releaseCanaries({ port: server.port, count, seed, onPass });
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, 'canaries.json'), `${JSON.stringify({ seed, ...result }, null, 1)}\n`);
    const deaf = result.deaf.map((ear) => `${ear} heard nothing`);
    const places = [...result.found, ...deaf, ...result.profileFiles];
    console.log(JSON.stringify(result, null, 1));
    console.log(places.length === 0 ? 'Passed: no canary was found.' : `Failed: ${places.join(', ')}`);
    process.exitCode = places.length === 0 ? 0 : 1;
  } finally {
    await server.close();
    await site.remove();
  }
}
