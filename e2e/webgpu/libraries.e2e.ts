import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { validateLibraries } from '../../scripts/bench/kernels/validate-libraries.ts';
import { REPOSITORY } from '../../scripts/serve/folders.ts';
import { LibraryIndexSchema, type ModelLibrary } from '../../src/domain/model/model-library.ts';
import { expect, test } from './support/gpu-journey.ts';

const FOLDER = join(REPOSITORY.dist, 'model-libs');
const MOST_BYTES = 5_000_000;

function committedLibraries(): ModelLibrary[] {
  const index: unknown = JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8'));
  return v.parse(LibraryIndexSchema, index).libraries;
}

test('every committed library is the one of the index, under 5 MB', () => {
  const libraries = committedLibraries();
  expect(libraries.length).toBeGreaterThan(0);
  for (const { name, file, bytes, sha256 } of libraries) {
    const wasm = readFileSync(join(FOLDER, file));
    expect(wasm.length, name).toBe(bytes);
    expect(wasm.length, name).toBeLessThan(MOST_BYTES);
    expect(createHash('sha256').update(wasm).digest('hex'), name).toBe(sha256);
  }
});

/** The libraries that the default model runs on; the tiny ones are loaded by every other journey. */
const DEFAULT_LIBRARIES = /^smollm2-135m-q8f16_1(?:-f32)?$/;

async function expectValid(libraries: readonly ModelLibrary[]): Promise<void> {
  const results = await validateLibraries(libraries.map(({ file }) => join(FOLDER, file)));
  expect(results).toHaveLength(libraries.length);
  for (const { library, shaders, faults } of results) {
    expect(faults, library).toEqual([]);
    expect(shaders, library).toBeGreaterThan(20);
  }
}

test('Chromium accepts every kernel of the default model’s libraries', async () => {
  const libraries = committedLibraries().filter(({ name }) => DEFAULT_LIBRARIES.test(name));
  expect(libraries).toHaveLength(2);
  await expectValid(libraries);
});

test('@full Chromium accepts every kernel of every committed library', async () => {
  test.setTimeout(1_800_000);
  await expectValid(committedLibraries());
});
