import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CACHE, SECURITY_HEADERS } from './headers.ts';
import { startServer, type RunningServer } from './static-server.ts';

let folder: string;
let folders: { dist: string; models: string };
let server: RunningServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-serve-'));
  const dist = join(folder, 'dist');
  const models = join(folder, 'models');
  mkdirSync(join(dist, 'assets'), { recursive: true });
  mkdirSync(join(dist, 'model-libs'));
  mkdirSync(join(models, 'tiny-q8f16_1'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(dist, 'assets', 'app-1a2b.js'), 'export {};');
  writeFileSync(join(dist, 'assets', 'engine-1a2b.wasm'), new Uint8Array([0, 97, 115, 109]));
  writeFileSync(join(dist, 'model-libs', 'tiny.wasm'), new Uint8Array([0, 97, 115, 109]));
  writeFileSync(join(dist, 'model-libs', 'index.json'), '{}');
  writeFileSync(join(dist, 'assets', 'inter-1a2b.woff2'), 'font');
  writeFileSync(join(dist, 'assets', 'empty.css'), '');
  writeFileSync(join(dist, '.hidden'), 'hidden');
  symlinkSync(join(folder, 'secret.txt'), join(dist, 'link.txt'));
  writeFileSync(join(models, 'catalog.json'), '{}');
  writeFileSync(join(models, 'tiny-q8f16_1', 'params_shard_0.bin'), new Uint8Array(1000));
  mkdirSync(join(dist, '.harness'));
  writeFileSync(join(dist, '.harness', 'harness-page-1a2b.js'), 'export {};');
  folders = { dist, models };
  server = await startServer({ ...folders, port: 0 });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Sends the path as it is: fetch would tidy `..` away before the server sees it. */
function ask(path: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: server.port, path, method }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}

function sendRaw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('the static server', () => {
  test.each([
    '/',
    '/harness',
    '/service-worker.js',
    '/assets/app-1a2b.js',
    '/assets/engine-1a2b.wasm',
    '/models/catalog.json',
    '/model-libs/tiny.wasm',
    '/nothing',
    '/%zz',
    '/../x',
  ])('sends every security header with %s', async (path) => {
    const { headers } = await ask(path);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(headers[name.toLowerCase()]).toBe(value);
    }
    // The allowlist's report-to must lead nowhere.
    expect(headers).not.toHaveProperty('reporting-endpoints');
    expect(headers).not.toHaveProperty('report-to');
  });

  test('sends them also with what is no request at all, and with an expectation', async () => {
    const tooLong = await ask(`/?${'a'.repeat(20_000)}`);
    expect(tooLong.status).toBe(431);
    expect(tooLong.headers['connection-allowlist']).toBe(SECURITY_HEADERS['Connection-Allowlist']);
    const broken = await sendRaw('GET / HTTP/1.1\r\nbad header\r\n\r\n');
    expect(broken).toMatch(/^HTTP\/1\.1 400 /);
    const expecting = await sendRaw('GET / HTTP/1.1\r\nHost: a\r\nExpect: cake\r\nConnection: close\r\n\r\n');
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
      expect(broken).toContain(`${name}: ${value}`);
      expect(expecting).toContain(`${name}: ${value}`);
    }
  });

  test('answers the page at its root only, so that a wrong link is seen', async () => {
    expect((await ask('/')).body).toContain('<title>page');
    expect((await ask('/reports')).status).toBe(404);
  });

  test('serves the harness, which asks for no passphrase, only when it was told to', async () => {
    const paths = ['/harness?a=b', '/assets/harness-page-1a2b.js'];
    for (const path of [...paths, '/.harness/harness-page-1a2b.js']) {
      expect((await ask(path)).status, path).toBe(404);
    }
    const told = await startServer({ ...folders, port: 0, harness: true });
    try {
      for (const path of paths) expect((await fetch(told.url + path)).status, path).toBe(200);
      expect((await fetch(`${told.url}/.harness/harness-page-1a2b.js`)).status).toBe(404);
    } finally {
      await told.close();
    }
  });

  test('names the type of scripts, WebAssembly and fonts', async () => {
    expect((await ask('/assets/app-1a2b.js')).headers['content-type']).toContain('text/javascript');
    expect((await ask('/assets/engine-1a2b.wasm')).headers['content-type']).toBe('application/wasm');
    expect((await ask('/model-libs/tiny.wasm')).headers['content-type']).toBe('application/wasm');
    expect((await ask('/model-libs/index.json')).headers['content-type']).toContain('application/json');
    expect((await ask('/assets/inter-1a2b.woff2')).headers['content-type']).toBe('font/woff2');
  });

  test('lets browsers keep hashed files, and neither pages nor models nor their libraries', async () => {
    expect((await ask('/assets/app-1a2b.js')).headers['cache-control']).toBe(CACHE.hashedAsset);
    expect((await ask('/')).headers['cache-control']).toBe(CACHE.page);
    expect((await ask('/models/catalog.json')).headers['cache-control']).toBe(CACHE.model);
    expect((await ask('/model-libs/tiny.wasm')).headers['cache-control']).toBe(CACHE.model);
  });

  test('serves a model file under resolve/main and nowhere else', async () => {
    const shard = await ask('/models/tiny-q8f16_1/resolve/main/params_shard_0.bin');
    expect(shard.status).toBe(200);
    expect(shard.body).toHaveLength(1000);
    expect((await ask('/models/tiny-q8f16_1/params_shard_0.bin')).status).toBe(404);
    expect((await ask('/models/tiny-q8f16_1/resolve/main/')).status).toBe(404);
    expect((await ask('/models')).status).toBe(404);
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..\\secret.txt',
    '/models/../secret.txt',
    '/models/tiny-q8f16_1/resolve/main/..%2f..%2f..%2fsecret.txt',
    '/.hidden',
    '/link.txt',
    '//secret.txt',
    '/assets',
    '/a%00b',
    `/${'a'.repeat(600)}`,
    '/%zz',
  ])('refuses %s', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toBe('Not found.');
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const answer = await ask('/', method);
    expect(answer.status).toBe(405);
    expect(answer.headers['connection-allowlist']).toBe(SECURITY_HEADERS['Connection-Allowlist']);
  });

  test('answers HEAD with the size and no body, and an empty file with nothing', async () => {
    const head = await ask('/models/tiny-q8f16_1/resolve/main/params_shard_0.bin', 'HEAD');
    expect([head.headers['content-length'], head.body]).toEqual(['1000', '']);
    expect((await ask('/assets/empty.css')).status).toBe(200);
  });
});
