/** Buffers kept for reuse: as many as were ever in use together, a handful. */
export interface BufferPool {
  /** A buffer of at least `bytes`, with anything in it. */
  take(bytes: number): ArrayBuffer;
  /** Gives one back; an odd one, such as a vector's small buffer, is dropped. */
  give(buffer: ArrayBuffer): void;
}

/**
 * Without it every row block would leave a few megabytes to the garbage collector, which lets hundreds of them pile up
 * before it looks.
 * @param bytes of an ordinary buffer
 */
export function createBufferPool(bytes: number): BufferPool {
  const free: ArrayBuffer[] = [];
  return {
    take(wanted) {
      if (wanted > bytes) return new ArrayBuffer(wanted);
      return free.pop() ?? new ArrayBuffer(bytes);
    },
    give(buffer) {
      if (buffer.byteLength === bytes) free.push(buffer);
    },
  };
}
