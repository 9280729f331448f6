import { createHash } from 'node:crypto';
import type { Hashing } from '../../src/domain/io/hashing.ts';

export const nodeHashing: Hashing = {
  sha256: (bytes) => Promise.resolve(createHash('sha256').update(bytes).digest('hex')),
  md5: (bytes) => Promise.resolve(createHash('md5').update(bytes).digest('hex')),
  createSha256() {
    const hash = createHash('sha256');
    return Promise.resolve({
      update: (bytes: Uint8Array) => void hash.update(bytes),
      digest: () => hash.digest('hex'),
    });
  },
};
