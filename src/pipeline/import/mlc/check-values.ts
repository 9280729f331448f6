import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { QUANTIZATION_FORMATS, type Quantization } from '../../../domain/model/quantization.ts';
import type { MlcTensor } from './tensor-list.ts';

/**
 * Whether a tensor's bytes are values that its format has. Nothing else would notice: a hash says only that they are
 * the bytes that someone wrote.
 * @throws ReadroomError `format/bad-header`, `format/not-finite`
 */
export function checkValues(
  { name, dtype, packed }: MlcTensor,
  bytes: Uint8Array,
  quantization: Quantization,
): void {
  if (dtype === 'uint32') checkLevels(name, bytes, QUANTIZATION_FORMATS[quantization].bits);
  else if (dtype === 'float16') checkFinite(name, bytes, 2, 0x7c00);
  // bfloat16 is the upper half of a float32: both end with the same two bytes.
  else checkFinite(name, bytes, packed ? 2 : 4, 0x7f80);
}

/**
 * A word's lanes could hold one code more than a symmetric format uses (15 of 0…14, 255 of 0…254). The CPU engine's
 * blocks have no such value, so the same weights would differ between the engines.
 */
function checkLevels(name: string, bytes: Uint8Array, bits: 4 | 8): void {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const highest = bits === 8 ? byte === 0xff : (byte & 0x0f) === 0x0f || byte >= 0xf0;
    if (highest)
      throw new ReadroomError('format/bad-header', `${name}: a code that its format does not have`);
  }
}

/** An exponent of ones is NaN or infinity. */
function checkFinite(name: string, bytes: Uint8Array, stride: 2 | 4, exponent: number): void {
  for (let at = stride - 2; at + 1 < bytes.length; at += stride) {
    const top = ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0);
    if ((top & exponent) === exponent) throw new ReadroomError('format/not-finite', name);
  }
}
