import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTinyModels } from '../../../scripts/prove/tiny-models.ts';
import { REPOSITORY } from '../../../scripts/serve/folders.ts';
import { SECURITY_HEADERS } from '../../../scripts/serve/headers.ts';
import { startServer, type RunningServer } from '../../../scripts/serve/static-server.ts';

/** The built app and its harness with the tiny models only, on a port of its own: the user's models and catalog are not touched. */
export interface Site {
  readonly url: string;
  /** What is served as /: a copy, so that a test may change files. */
  readonly dist: string;
  /** What is served as /models. */
  readonly models: string;
  /** Ends the server: from then on nothing of the site can be reached. */
  stop(): Promise<void>;
  /** Ends the server and removes the folders. */
  remove(): Promise<void>;
}

/**
 * @param change alters the site's files before they are served
 * @param headers in place of the server's own
 */
export async function openSite(
  change: (site: Pick<Site, 'dist' | 'models'>) => void = () => undefined,
  headers: Readonly<Record<string, string>> = SECURITY_HEADERS,
): Promise<Site> {
  if (!existsSync(join(REPOSITORY.dist, 'index.html')))
    throw new Error('Build the app first: npm run build.');
  const folder = mkdtempSync(join(tmpdir(), 'readroom-site-'));
  const folders = { dist: join(folder, 'dist'), models: join(folder, 'models') };
  cpSync(REPOSITORY.dist, folders.dist, { recursive: true, filter: isNeeded });
  await buildTinyModels(folders.models);
  change(folders);
  let server: RunningServer | null = await startServer({ ...folders, port: 0, headers, harness: true });
  const { url } = server;
  const stop = async (): Promise<void> => {
    await server?.close();
    server = null;
  };
  return {
    url,
    ...folders,
    stop,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Libraries of other models are tens of megabytes that no journey here asks for. */
function isNeeded(path: string): boolean {
  return !path.endsWith('.wasm') || !path.includes('model-libs') || path.includes('tiny-llama');
}
