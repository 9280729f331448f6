import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAssetList } from '../serve/asset-list.ts';
import { listServedFiles } from '../serve/served-files.ts';
import { startServer, type RunningServer } from '../serve/static-server.ts';
import { runManifest } from './run-manifest.ts';

let dist: string;
let server: RunningServer;
let lines: string[];
const out = { log: (line: string) => void lines.push(line), error: (line: string) => void lines.push(line) };

function flip(name: string, at: number): void {
  const bytes = readFileSync(join(dist, name));
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(join(dist, name), bytes);
}

beforeEach(async () => {
  lines = [];
  dist = mkdtempSync(join(tmpdir(), 'readroom-manifest-'));
  mkdirSync(join(dist, 'assets'));
  writeFileSync(join(dist, 'index.html'), '<!doctype html>');
  writeFileSync(join(dist, 'policy.json'), '{}');
  writeFileSync(join(dist, 'assets', 'a-1.js'), 'export {};');
  writeFileSync(join(dist, 'assets', 'b-1.wasm'), new Uint8Array(1000));
  writeFileSync(join(dist, 'service-worker.js'), '\nself.code();');
  await writeAssetList(dist);
  server = await startServer({ dist, models: dist, port: 0 });
});
afterEach(async () => {
  await server.close();
  rmSync(dist, { recursive: true });
});

describe.each(['a folder', 'a site'])('%s', (kind) => {
  const check = (): Promise<number> => runManifest(['--check', kind === 'a site' ? server.url : dist], out);

  it('that is as listed passes', async () => {
    expect(await check()).toBe(0);
    expect(lines.at(-1)).toContain('as listed; 5 files');
  });

  it.each([
    ['index.html', 3, '/'],
    ['assets/a-1.js', 0, '/assets/a-1.js'],
    ['assets/b-1.wasm', 999, '/assets/b-1.wasm'],
  ])('with one flipped bit in %s does not', async (name, at, path) => {
    flip(name, at);
    expect(await check()).toBe(1);
    expect(lines).toContain(`${path} has other content`);
  });

  it.each([
    ['the service worker', 'service-worker.js', -1, 'has other content'],
    ['what the service worker keeps', 'service-worker.js', 50, 'bytes instead of'],
    ['the list’s own spaces', 'assets.json', -1, 'bytes instead of'],
  ])('with one changed byte in %s does not', async (_, name, at, problem) => {
    if (name === 'assets.json') appendFileSync(join(dist, name), '\n');
    else flip(name, at);
    expect(await check()).toBe(1);
    expect(lines[0]).toContain('/service-worker.js ');
    expect(lines[0]).toContain(problem);
  });

  it('with a file that is shorter or gone does not', async () => {
    writeFileSync(join(dist, 'assets', 'a-1.js'), 'export');
    unlinkSync(join(dist, 'assets', 'b-1.wasm'));
    expect(await check()).toBe(1);
    expect(lines).toContain('/assets/a-1.js has 6 bytes instead of 10');
    expect(lines).toContain('/assets/b-1.wasm is missing');
  });

  it('whose policy the site has set passes, and it is said', async () => {
    writeFileSync(join(dist, 'policy.json'), '{"requireEnforcement":true}');
    expect(await check()).toBe(0);
    expect(lines).toContain('/policy.json is set by the site');
  });

  it('whose list was changed to fit, without its id, cannot be compared', async () => {
    const list = await listServedFiles(dist);
    flip('assets/a-1.js', 0);
    writeFileSync(
      join(dist, 'assets.json'),
      JSON.stringify({ ...(await listServedFiles(dist)), build: list.build }),
    );
    expect(await check()).toBe(2);
    expect(lines.at(-1)).toContain('id is not that of its files');
  });
});

it('a file that nobody listed is found in a folder', async () => {
  writeFileSync(join(dist, 'assets', 'c-1.js'), 'more');
  expect(await runManifest(['--check', dist], out)).toBe(1);
  expect(lines).toContain('/assets/c-1.js is not in the list');
});

it('a folder without a build and a server that is not there are told in words', async () => {
  expect(await runManifest(['--check', tmpdir()], out)).toBe(2);
  expect(lines.at(-1)).toContain('no assets.json');
  expect(await runManifest(['--check', 'http://127.0.0.1:9'], out)).toBe(2);
  expect(lines.at(-1)).toContain('does not answer');
});

it('the list is shown as lines that a person can check by other means', async () => {
  expect(await runManifest([dist], out)).toBe(0);
  const { build } = await listServedFiles(dist);
  expect(lines[0]).toMatch(/^[0-9a-f]{64} 15 \/\n/);
  expect(lines[0]).toContain(`${build} is the id`);
});
