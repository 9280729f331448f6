import { expect, test } from 'vitest';
import { giveBack } from './give-back.ts';

test('a whole buffer is given back, a view into a larger one is left alone', () => {
  const whole = new Uint8Array(8);
  giveBack(whole);
  expect(whole.length).toBe(0);
  expect(whole.buffer.byteLength).toBe(0);
  const view = new Uint8Array(new ArrayBuffer(8), 2, 4);
  giveBack(view);
  expect(view.length).toBe(4);
});

test('giving back works time after time, and twice for the same bytes', async () => {
  for (let round = 0; round < 3; round++) {
    const bytes = new Uint8Array(1024);
    giveBack(bytes);
    giveBack(bytes);
    expect(bytes.length).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('memory that cannot be moved is kept', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  giveBack(shared);
  const compiled = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer);
  giveBack(compiled);
  expect([shared.length, compiled.length]).toEqual([4, 65_536]);
});
