import { expect, test } from 'vitest';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { loadError } from './load-error.ts';

const code = (message: string, started: boolean): unknown =>
  (loadError(new Error(message), started) as ReadroomError).code;

test('running out of memory is told from everything else, before and after the start', () => {
  expect(code('(ABORT) Aborted(OOM)', true)).toBe('engine/out-of-memory');
  expect(code('Cannot allocate WebAssembly.Memory', false)).toBe('engine/out-of-memory');
  expect(code('Array buffer allocation failed', true)).toBe('engine/out-of-memory');
});

test('a program that never started and a model that it refused have codes of their own', () => {
  expect(code('CompileError: expected magic word', false)).toBe('engine/wasm-failed');
  expect(code('Invalid typed array length: 1163217991', true)).toBe('engine/model-refused');
});

test('cancelling is no failure, and named errors keep their names', () => {
  const abort = new DOMException('stop', 'AbortError');
  expect(loadError(abort, true)).toBe(abort);
  const named = new ReadroomError('store/file-missing');
  expect(loadError(named, true)).toBe(named);
});
