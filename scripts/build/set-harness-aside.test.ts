import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listServedFiles } from '../serve/served-files.ts';
import { routeRequest } from '../serve/route.ts';
import { moveHarness } from './set-harness-aside.ts';

const SCRIPT = '/assets/harness-page-1a_B-2c.js';
let dist: string;

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'readroom-harness-'));
  mkdirSync(join(dist, 'assets'));
  writeFileSync(join(dist, 'index.html'), 'page');
  writeFileSync(join(dist, SCRIPT), 'harness');
});

afterEach(() => rmSync(dist, { recursive: true }));

it("a build's list of served files does not name the harness, and only a server that was told so finds it", async () => {
  await moveHarness(dist);
  expect((await listServedFiles(dist)).files.map(({ path }) => path)).toEqual(['/']);
  const told = { dist, models: '', harness: true };
  expect(routeRequest(SCRIPT, told)?.file).toBe(join(dist, '.harness', 'harness-page-1a_B-2c.js'));
  expect(routeRequest(SCRIPT, { dist, models: '' })?.file).toBe(join(dist, SCRIPT));
});

it('a build whose harness is not one script is stopped', async () => {
  writeFileSync(join(dist, 'assets', 'harness-page-2.js'), 'more');
  await expect(moveHarness(dist)).rejects.toThrow('not one script');
  rmSync(join(dist, 'assets', 'harness-page-2.js'));
  rmSync(join(dist, SCRIPT));
  await expect(moveHarness(dist)).rejects.toThrow('not one script');
});
