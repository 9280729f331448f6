import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { memoryFiles } from '../../testing/generators/memory-files.ts';
import { openBase } from '../formats/open-base.ts';
import { openAdapter } from '../formats/peft/open-adapter.ts';
import { mergedSource } from './merged-source.ts';

/** A folder that scripts/fixtures/peft_parity.py wrote; merged.safetensors is PEFT's own result. */
function fixture(name: string): FileSet {
  const folder = new URL(`fixtures/${name}/`, import.meta.url);
  const names = readdirSync(folder).filter((file) => file !== 'merged.safetensors');
  const files = names.map((file): [string, Uint8Array] => [file, readFileSync(new URL(file, folder))]);
  return memoryFiles(Object.fromEntries(files));
}

/** A safetensors file read by its definition, apart from the readers under test. */
function readExpected(name: string): Map<string, Float32Array> {
  const bytes = readFileSync(new URL(`fixtures/${name}/merged.safetensors`, import.meta.url));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  const tensors = new Map<string, Float32Array>();
  for (const [tensor, { data_offsets: [start, end] = [0, 0] }] of Object.entries(header)) {
    if (tensor === '__metadata__') continue;
    tensors.set(
      tensor,
      new Float32Array(new Uint8Array(bytes.subarray(8 + length + start, 8 + length + end)).buffer),
    );
  }
  return tensors;
}

describe.each(['plain', 'rslora', 'patterns', 'saved'])('the %s adapter', (name) => {
  it('merges to what PEFT merge_and_unload gives, to float32 rounding, and changes nothing else', async () => {
    const base = await openBase(fixture('base'));
    const adapter = await openAdapter(fixture(name), base.architecture);
    const merged = mergedSource(base, adapter);
    const expected = readExpected(name);
    expect(expected.size).toBeGreaterThan(0);
    for (const { shape, name: tensor } of base.tensors.values()) {
      const [rows, columns] = shape.length === 2 ? [shape[0]!, shape[1]!] : [1, shape[0]!];
      const got = new Float32Array(rows * columns);
      await merged.readRows(tensor, 0, rows, got);
      const original = new Float32Array(rows * columns);
      await base.readRows(tensor, 0, rows, original);
      const want = expected.get(tensor) ?? original;
      // PEFT rounds after each of its three float32 steps, we once: at most 3 units of values below 4.
      const worst = got.reduce((max, value, i) => Math.max(max, Math.abs(value - (want[i] ?? NaN))), 0);
      expect(worst, tensor).toBeLessThanOrEqual(expected.has(tensor) ? 3 * 2 ** -22 : 0);
    }
  });
});
