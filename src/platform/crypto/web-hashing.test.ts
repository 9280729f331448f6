import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createWebHashing } from './web-hashing.ts';

test('digests are those of Node, whole and in pieces, of a view into a larger buffer too', async () => {
  const hashing = createWebHashing();
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251).subarray(17, 90_001);
  const expected = createHash('sha256').update(bytes).digest('hex');
  expect(await hashing.sha256(bytes)).toBe(expected);
  expect(await hashing.md5(bytes)).toBe(createHash('md5').update(bytes).digest('hex'));
  const pieces = await hashing.createSha256();
  for (let at = 0; at < bytes.length; at += 7001) pieces.update(bytes.subarray(at, at + 7001));
  expect(pieces.digest()).toBe(expected);
});

test('two pieces of work in parallel do not disturb each other', async () => {
  const hashing = createWebHashing();
  const [a, b] = await Promise.all([hashing.createSha256(), hashing.createSha256()]);
  a.update(Uint8Array.of(1));
  b.update(Uint8Array.of(2));
  expect(a.digest()).toBe(createHash('sha256').update(Uint8Array.of(1)).digest('hex'));
  expect(b.digest()).toBe(createHash('sha256').update(Uint8Array.of(2)).digest('hex'));
});
