import { expect, it } from 'vitest';
import { memoryFiles } from '../../../testing/generators/memory-files.ts';
import { testHashing } from '../../../testing/generators/tiny-build.ts';
import { readTensor } from './read-tensor.ts';

const bytes = Uint8Array.of(9, 0x80, 0x3f, 0x40, 0xc0, 9);
const files = memoryFiles({ 'params_shard_0.bin': bytes });
const tensor = {
  name: 'model.norm.weight',
  shape: [2],
  dtype: 'float32',
  packed: true,
  nbytes: 4,
  byteOffset: 1,
};
const sha256 = await testHashing.sha256(bytes.slice(1, 5));

it('widens a packed float32 to the value that its upper half means', async () => {
  const place = { path: 'params_shard_0.bin', tensor };
  const wide = await readTensor(files, place, sha256, testHashing);
  expect(new Float32Array(wide.buffer)).toEqual(Float32Array.of(1, -3));
});

it('refuses bytes that are not those that were hashed before', async () => {
  const place = { path: 'params_shard_0.bin', tensor: { ...tensor, byteOffset: 2 } };
  await expect(readTensor(files, place, sha256, testHashing)).rejects.toMatchObject({
    code: 'format/unreadable',
  });
});
