/** Bytes of an AES-GCM initialisation vector: 96 bits, random for every record. */
export const IV_BYTES = 12;
/** Bytes of an AES-GCM tag. */
export const TAG_BYTES = 16;

/** From the browser's own generator for keys, salts and vectors. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}
