import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { REPOSITORY } from './serve/folders.ts';
import { startServer } from './serve/static-server.ts';

const DEFAULT_PORT = 4173;
/** Another running copy is no reason to fail when nobody asked for this very port. */
const PORTS_TO_TRY = 10;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    // For the journeys: a page that asks for no passphrase.
    harness: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) {
  console.log(
    'npm run serve [-- --port 4173] [--host 127.0.0.1]   serves dist/ and models/; with --harness also /harness, for tests',
  );
} else if (!existsSync(`${REPOSITORY.dist}/index.html`)) {
  console.error('There is no build to serve: run `npm run build` first, or `npm start` for everything.');
  process.exitCode = 1;
} else {
  await serve();
}

async function serve(): Promise<void> {
  const first = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  const last = values.port === undefined ? first + PORTS_TO_TRY - 1 : first;
  if (!Number.isInteger(first) || first < 0 || first > 65535) {
    console.error(`--port takes a number from 0 to 65535, not "${values.port ?? ''}".`);
    process.exitCode = 1;
    return;
  }
  for (let port = first; port <= last; port++) {
    try {
      const host = values.host ?? '127.0.0.1';
      const server = await startServer({ ...REPOSITORY, port, host, harness: values.harness });
      console.log(`Readroom is ready: open ${server.url} in Chrome or Edge (Ctrl+C stops it).`);
      if (host !== '127.0.0.1' && host !== 'localhost' && host !== '::1') {
        console.log('Note: browsers run Readroom from other machines only over HTTPS; see deploy/README.md.');
      }
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
      if (code === 'EADDRINUSE' && port < last) continue;
      console.error(`The server could not listen on port ${port} (${code}); try another with --port.`);
      process.exitCode = 1;
      return;
    }
  }
}
