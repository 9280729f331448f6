/**
 * exp, log, sin and cos from additions, multiplications and divisions alone. Those are exact to the last bit in every
 * JavaScript engine, while the built-in functions may differ in it from engine to engine: what a model's known answer
 * holds must not depend on where it was built. Each is right to about 1e-15 for the arguments of a Llama.
 */

const LN2_HIGH = 0.6931471803691238; // its last bits are 0, so that small multiples are exact
const LN2_LOW = 1.9082149292705877e-10;
const LN2 = 0.6931471805599453;
const HALF_PI_HIGH = 1.5707963267341256; // likewise
const HALF_PI_LOW = 6.077100506506192e-11;
const HALF_PI = 1.5707963267948966;

const EXP_TERMS = 14;
const LOG_TERMS = 14;
const TRIGONOMETRIC_TERMS = 10;

const bits = new DataView(new ArrayBuffer(8));

/** e^x; 0 where the result would be less than the smallest normal number. */
export function exactExp(x: number): number {
  const exponent = Math.round(x / LN2);
  if (exponent > 1023) return Infinity;
  if (exponent < -1022) return 0;
  const rest = x - exponent * LN2_HIGH - exponent * LN2_LOW; // |rest| ≤ ln 2 / 2
  let sum = 1;
  for (let n = EXP_TERMS; n > 0; n--) sum = 1 + (rest / n) * sum;
  bits.setUint32(0, (exponent + 1023) << 20);
  return sum * bits.getFloat64(0);
}

/** ln x for x > 0. */
export function exactLog(x: number): number {
  let exponent = 0;
  let mantissa = x;
  for (; mantissa > 1.5; mantissa /= 2) exponent++;
  for (; mantissa < 0.75; mantissa *= 2) exponent--;
  // ln m = 2 artanh((m − 1) / (m + 1)), |ratio| ≤ 1/5
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let n = LOG_TERMS; n >= 0; n--) sum = 1 / (2 * n + 1) + square * sum;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * ratio * sum);
}

/** base^exponent for base > 0. */
export function exactPower(base: number, exponent: number): number {
  return exactExp(exponent * exactLog(base));
}

/** Sine and cosine; |x| up to some thousands. */
export function exactSinCos(x: number): readonly [sin: number, cos: number] {
  const quarter = Math.round(x / HALF_PI);
  const rest = x - quarter * HALF_PI_HIGH - quarter * HALF_PI_LOW; // |rest| ≤ π / 4
  const square = rest * rest;
  let sin = 1;
  let cos = 1;
  for (let n = TRIGONOMETRIC_TERMS; n > 0; n--) {
    sin = 1 - (square / (2 * n * (2 * n + 1))) * sin;
    cos = 1 - (square / (2 * n * (2 * n - 1))) * cos;
  }
  sin *= rest;
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return [sin, cos];
    case 1:
      return [cos, -sin];
    case 2:
      return [-sin, -cos];
    default:
      return [-cos, sin];
  }
}
