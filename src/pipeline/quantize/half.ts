const floatView = new Float32Array(1);
const bitView = new Uint32Array(floatView.buffer);

const HALF_INFINITY = 0x7c00;
/** Float32 bits of 2^-14, the smallest normal binary16. */
const SMALLEST_NORMAL_BITS = 0x38800000;
/** Float32 bits of 65536: from here on every value is infinite as binary16, whatever the rounding. */
const OVERFLOW_BITS = 0x47800000;

/**
 * The bits of the binary16 nearest to `value` (IEEE 754, ties to even). Values from 65520 up become infinity;
 * NaN is not expected.
 */
export function toHalf(value: number): number {
  floatView[0] = value;
  const bits = bitView[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= OVERFLOW_BITS) return sign | HALF_INFINITY;
  if (magnitude < SMALLEST_NORMAL_BITS) {
    // One unit of 0.5's float32 mantissa is 2^-24, a binary16 subnormal's own unit: the addition rounds for us.
    floatView[0] = Math.abs(value) + 0.5;
    return sign | ((bitView[0] ?? 0) - 0x3f000000);
  }
  // Rebias the exponent (127 → 15) and round the 13 bits that fall away, ties to even.
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}
