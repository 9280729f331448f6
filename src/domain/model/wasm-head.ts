/** "\0asm" and version 1: the first bytes of every WebAssembly binary that a browser runs. */
const WASM_HEAD: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export function isWasm(bytes: Uint8Array): boolean {
  return WASM_HEAD.every((byte, index) => bytes[index] === byte);
}
