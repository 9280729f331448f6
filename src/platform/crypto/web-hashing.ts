import { createSHA256, md5 } from 'hash-wasm';
import type { Hashing } from '../../domain/io/hashing.ts';
import { sha256Hex } from './sha256-hex.ts';

/** The browser's own digest works on a copy of the buffer: from here on it would cost more memory than it saves time. */
const WHOLE_BYTES = 64 * 1024 * 1024;

/** Digests in a browser: SHA-256 of an ordinary buffer by the browser itself, the rest by hash-wasm. */
export function createWebHashing(): Hashing {
  return {
    async sha256(bytes) {
      if (bytes.length <= WHOLE_BYTES) return sha256Hex(bytes as BufferSource);
      const hasher = await createSHA256();
      return hasher.init().update(bytes).digest('hex');
    },
    md5: (bytes) => md5(bytes),
    async createSha256() {
      const hasher = await createSHA256();
      hasher.init();
      return {
        update: (bytes) => void hasher.update(bytes),
        digest: () => hasher.digest('hex'),
      };
    },
  };
}
