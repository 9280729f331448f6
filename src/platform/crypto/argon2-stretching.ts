import { argon2id } from 'hash-wasm';
import { KEY_BYTES, type KeyStretching } from './key-stretching.ts';

/** By hash-wasm, in the thread that asks: half a second in which nothing else of that thread runs. */
export function createArgon2Stretching(): KeyStretching {
  return {
    async stretch(password, { memoryKiB, iterations, parallelism, salt }) {
      const key = await argon2id({
        ...{ password, salt, iterations, parallelism },
        ...{ memorySize: memoryKiB, hashLength: KEY_BYTES, outputType: 'binary' },
      });
      return new Uint8Array(key);
    },
  };
}
