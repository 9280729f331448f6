const held = new Map<string, Blob>();

/**
 * Keeps llama.cpp's program for as long as the page lives: where the browser does not hold so large a file in its cache,
 * as in a private window, the engine could not start without a network.
 * @returns false for any other file
 */
export function holdWasm(path: string, bytes: Blob): boolean {
  if (!path.endsWith('.wasm')) return false;
  held.set(path, bytes);
  return true;
}

export function heldWasm(path: string): Blob | null {
  return held.get(path) ?? null;
}
