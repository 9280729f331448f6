import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../testing/generators/memory-files.ts';
import { createRandom } from '../../testing/generators/random.ts';
import { TINY, tinyFolder, tinyGguf, tinyTensors } from '../../testing/generators/tiny-llama.ts';
import { openBase } from './open-base.ts';

const tensors = tinyTensors(createRandom(1), TINY, 'F16');
const gguf = tinyGguf(TINY, tensors);

describe('openBase', () => {
  it('recognises a checkpoint folder and a GGUF file, and finds the same weights in both', async () => {
    const folder = await openBase(memoryFiles(tinyFolder(TINY, tensors)));
    const file = await openBase(memoryFiles({ 'README.md': 'x', 'tiny.GGUF': gguf }));
    expect([folder.format, file.format]).toEqual(['safetensors', 'gguf']);
    expect(file.architecture).toEqual(folder.architecture);
    for (const [name, { shape }] of folder.tensors) {
      const rows = shape.length === 1 ? 1 : shape[0]!;
      const [a, b] = [new Float32Array(4096), new Float32Array(4096)];
      await folder.readRows(name, 0, rows, a);
      await file.readRows(name, 0, rows, b);
      expect(b, name).toEqual(a);
    }
  });

  it.each([
    ['nothing it knows', { 'pytorch_model.bin': gguf }],
    ['several GGUF files', { 'a.gguf': gguf, 'b.gguf': gguf }],
  ])('refuses %s', async (_, files) => {
    await expect(openBase(memoryFiles(files))).rejects.toMatchObject({ code: 'format/unrecognised' });
  });
});
