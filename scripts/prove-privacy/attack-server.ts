import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../serve/folders.ts';
import { respond } from '../serve/respond.ts';
import type { RunningServer } from '../serve/static-server.ts';
import { ATTACK_NAME, OWN_ADDRESS } from './browser.ts';

const FOLDER = join(import.meta.dirname, 'attack');
const PAGE = '/attack/page';
/** The one script that comes without headers, as from a server that was set up carelessly. */
const BARE = '/attack/bare-worker.ts';
const SCRIPT = /^\/attack\/([a-z-]+\.ts)$/;

/**
 * The production server's own answers and headers, and beside them a hostile page of the same origin that tries every
 * way out.
 */
export async function startAttackServer(headers: Readonly<Record<string, string>>): Promise<RunningServer> {
  const server = createServer((request, response) => {
    if (!answerAttack(request, response, headers)) void respond(request, response, REPOSITORY, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, OWN_ADDRESS, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${ATTACK_NAME}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerAttack(
  { url = '' }: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): boolean {
  const script = url === BARE ? 'worker.ts' : SCRIPT.exec(url)?.[1];
  if (url !== PAGE && script === undefined) return false;
  if (url !== BARE) for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript');
  response.end(script === undefined ? html() : transpiled(script));
  return true;
}

function html(): string {
  return '<!doctype html><html lang="en"><title>Ways out</title><body><script type="module" src="/attack/page.ts"></script>';
}

function transpiled(name: string): string {
  const { outputText } = ts.transpileModule(readFileSync(join(FOLDER, name), 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return outputText;
}
