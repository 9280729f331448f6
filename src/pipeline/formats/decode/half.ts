/** IEEE 754 binary16 to a number, by its definition; used to fill the table. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Every float16 value as float32, indexed by its bits: 256 KiB, which stays in the second-level cache. */
export const HALF_TO_FLOAT: Float32Array = Float32Array.from({ length: 0x10000 }, (_, bits) =>
  halfToNumber(bits),
);

/** True when the float16 is neither infinity nor NaN. */
export function isFiniteHalf(bits: number): boolean {
  return (bits & 0x7c00) !== 0x7c00;
}
