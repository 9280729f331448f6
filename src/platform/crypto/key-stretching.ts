/** How a passphrase becomes a key. Stored beside what the key wraps, so that they can grow with the computers. */
export interface StretchParameters {
  /** KiB of memory that one guess takes. */
  readonly memoryKiB: number;
  readonly iterations: number;
  readonly parallelism: number;
  /** 16 random bytes. */
  readonly salt: Uint8Array;
}

/** Argon2id, wherever it runs. */
export interface KeyStretching {
  /** 32 bytes for this passphrase (UTF-8) and no other. */
  stretch(passphrase: Uint8Array, parameters: StretchParameters): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * OWASP's least is 19 MiB, 2 iterations, 1 lane. This is RFC 9106's second choice with one lane, as WebAssembly has one:
 * about half a second on a workstation, once per unlock, and more than three times the memory per guess.
 */
export const CURRENT_STRETCH = { memoryKiB: 64 * 1024, iterations: 3, parallelism: 1 } as const;
/** Less than this is no protection; a stored record that asks for less was not written by Readroom. */
export const LEAST_STRETCH = { memoryKiB: 19 * 1024, iterations: 2, parallelism: 1 } as const;
/** More would only serve to exhaust the computer that opens a forged record or backup: this takes some ten seconds. */
export const MOST_STRETCH = { memoryKiB: 512 * 1024, iterations: 8, parallelism: 4 } as const;

/** Bytes of a stretched key and of a root key. */
export const KEY_BYTES = 32;
export const SALT_BYTES = 16;
