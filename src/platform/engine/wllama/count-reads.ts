/**
 * Reports how much of `blob` has been read through `slice`, which is how wllama feeds llama.cpp; it has no progress
 * of its own. The count stops at the blob's size, as headers are read twice.
 */
export function countReads(blob: Blob, onRead: (doneBytes: number) => void): Blob {
  let done = 0;
  const slice = (start = 0, end = blob.size, type?: string): Blob => {
    const part = Blob.prototype.slice.call(blob, start, end, type);
    done = Math.min(blob.size, done + part.size);
    onRead(done);
    return part;
  };
  Object.defineProperty(blob, 'slice', { value: slice, configurable: true });
  return blob;
}
