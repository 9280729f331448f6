import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { EMSCRIPTEN_CODE } from './emscripten-code.ts';
import { WORKER_POLICY_CODE } from './confined-wllama.ts';

const root = new URL('.', `file://${createRequire(import.meta.url).resolve('@wllama/wllama/package.json')}`);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

test('wllama is the version whose insides were read: private fields and messages are relied on', () => {
  expect((JSON.parse(read('package.json')) as { version: string }).version).toBe('3.8.1');
});

test('the code handed to the worker is the code that wllama carries itself', () => {
  expect(read('src/workers-code/generated.ts')).toContain(JSON.stringify(EMSCRIPTEN_CODE).slice(1, 2000));
  expect(read('src/workers-code/generated.ts').includes(JSON.stringify(EMSCRIPTEN_CODE))).toBe(true);
});

test('the policy does not disturb the renaming of Module that wllama does in the code', () => {
  expect(EMSCRIPTEN_CODE.indexOf('var Module')).toBe(0);
  expect(WORKER_POLICY_CODE).not.toContain('var Module');
});

test('what wllama is told apart by is still in its source', () => {
  const source = read('src/worker.ts');
  expect(source).toContain('fileBlobs: Map<string, Blob>');
  expect(source).toContain('blob.slice(offset, offset + size)');
  expect(source).toContain('this.worker.onerror = this.logger.error');
  expect(read('cpp/wllama-context.h')).toContain('task.cli_prompt = prompt');
});
