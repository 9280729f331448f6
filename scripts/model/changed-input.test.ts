import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildModel } from '../../src/pipeline/build/build-model.ts';
import type { BuildPhase } from '../../src/pipeline/build/build-progress.ts';
import { memorySink, tinyBuildRequest, type MemorySink } from '../../src/testing/generators/tiny-build.ts';
import { openPath } from './node-file-set.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Builds from a folder on disk; `change` runs once, in that phase. */
async function building(
  phase: BuildPhase,
  change: () => void,
): Promise<{ sink: MemorySink; done: Promise<unknown> }> {
  const sink = memorySink();
  const request = await tinyBuildRequest('q8f16_1', sink);
  for (const name of request.base.names) {
    const source = request.base.open(name)!;
    writeFileSync(join(folder, name), await source.read(0, source.size));
  }
  const base = openPath(folder);
  let changed = false;
  const onProgress = (progress: { phase: BuildPhase }): void => {
    if (changed || progress.phase !== phase) return;
    changed = true;
    change();
  };
  return { sink, done: buildModel({ ...request, base, onProgress }).finally(() => base.close()) };
}

it.each(['model.safetensors', 'tokenizer.json'])(
  'makes no model of a base whose %s is written to while it is merged',
  async (name) => {
    const { sink, done } = await building('convert', () => {
      const path = join(folder, name);
      // The same size: only its time tells.
      const { atime, mtime } = statSync(path);
      writeFileSync(path, readFileSync(path));
      utimesSync(path, atime, new Date(mtime.getTime() + 5));
    });
    await expect(done).rejects.toMatchObject({ code: 'format/unreadable' });
    expect(sink.files.has('manifest.json')).toBe(false);
  },
);

it('makes one when nothing was written', async () => {
  const { sink, done } = await building('convert', () => undefined);
  await done;
  expect(sink.files.has('manifest.json')).toBe(true);
});
