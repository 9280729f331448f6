/**
 * Frees the memory of bytes that a read gave and nobody needs any more, where the engine can. Left to the garbage
 * collector, what a worker has read piles up to gigabytes before it looks.
 *
 * IMPORTANT: only for the reader's own copy; the bytes are gone afterwards. A view into a larger buffer is left alone.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== bytes.byteLength) return;
  try {
    port ??= portToNobody();
    port.postMessage(null, [buffer]);
  } catch {
    // A buffer that may not be moved stays until it is collected.
  }
}

let port: MessagePort | null = null;

/**
 * What is sent here is dropped with its memory. Measured in Chromium 156: `ArrayBuffer.prototype.transfer(0)` empties the
 * buffer too, but what a Blob, a digest or IndexedDB has touched is also held by an object of the browser's, which keeps
 * the memory until that one is collected: 1,077 MiB after reading 1.1 GB in pieces, 52 MiB this way.
 */
function portToNobody(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
