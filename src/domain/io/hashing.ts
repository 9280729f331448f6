/** Digests, injected because Node and the browser each have a fast native one. All results are lower-case hex. */
export interface Hashing {
  sha256(bytes: Uint8Array): Promise<string>;
  md5(bytes: Uint8Array): Promise<string>;
  /** An incremental SHA-256 for files larger than memory. */
  createSha256(): Promise<IncrementalHash>;
}

export interface IncrementalHash {
  update(bytes: Uint8Array): void;
  digest(): string;
}
