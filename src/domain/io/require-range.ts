import { ReadroomError } from '../errors/readroom-error.ts';

/** @throws ReadroomError `format/truncated` when the range does not lie within `size` bytes */
export function requireRange(name: string, size: number, offset: number, length: number): void {
  if (offset < 0 || length < 0 || offset + length > size)
    throw new ReadroomError('format/truncated', `${name}: ${offset} + ${length} of ${size} bytes`);
}
