import type { WeightDtype } from '../../pipeline/weight-source.ts';
import { encodeMixedBlocks } from './mixed-blocks.ts';
import type { Random } from './random.ts';

export interface EncodedWeights {
  readonly bytes: Uint8Array;
  /** What a reader must give back, exactly. */
  readonly values: Float32Array;
}

/** Random weights of a type with the values they decode to, computed here by the formats' definitions in float64. */
export function encodeWeights(random: Random, dtype: WeightDtype, count: number): EncodedWeights {
  const values = new Float32Array(count);
  if (dtype === 'F32') {
    for (let i = 0; i < count; i++) values[i] = random.number();
    return { bytes: new Uint8Array(values.buffer.slice(0)), values };
  }
  if (dtype === 'BF16' || dtype === 'F16') return encodeHalves(random, dtype, values);
  if (dtype === 'Q4_0' || dtype === 'Q4_1' || dtype === 'Q8_0') return encodeBlocks(random, dtype, values);
  return encodeMixedBlocks(random, dtype, values);
}

function encodeHalves(random: Random, dtype: 'F16' | 'BF16', values: Float32Array): EncodedWeights {
  const words = new Uint16Array(values.length);
  const fractionBits = dtype === 'F16' ? 10 : 7;
  const bias = dtype === 'F16' ? 15 : 127;
  for (let i = 0; i < values.length; i++) {
    const exponent = bias - random.integer(12); // 1.0 down to 2^-11
    const fraction = random.integer(2 ** fractionBits);
    const negative = random.integer(2);
    words[i] = (negative << 15) | (exponent << fractionBits) | fraction;
    values[i] = (negative ? -1 : 1) * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias);
  }
  return { bytes: new Uint8Array(words.buffer), values };
}

function encodeBlocks(random: Random, dtype: 'Q4_0' | 'Q4_1' | 'Q8_0', values: Float32Array): EncodedWeights {
  const blockBytes = { Q4_0: 18, Q4_1: 20, Q8_0: 34 }[dtype];
  const bytes = new Uint8Array((values.length / 32) * blockBytes);
  const view = new DataView(bytes.buffer);
  for (let block = 0; block * 32 < values.length; block++) {
    const at = block * blockBytes;
    const d = encodeHalves(random, 'F16', new Float32Array(2));
    bytes.set(d.bytes.subarray(0, dtype === 'Q4_1' ? 4 : 2), at);
    const scale = d.values[0]!;
    const minimum = d.values[1]!;
    for (let i = 0; i < 32; i++) {
      const level = random.integer(dtype === 'Q8_0' ? 255 : 16);
      if (dtype === 'Q8_0') view.setInt8(at + 2 + i, level - 127);
      else {
        const byte = at + blockBytes - 16 + (i % 16);
        view.setUint8(byte, view.getUint8(byte) | (level << (i < 16 ? 0 : 4)));
      }
      const offset = dtype === 'Q8_0' ? 127 : dtype === 'Q4_0' ? 8 : 0;
      const scaled = (level - offset) * scale;
      values[block * 32 + i] = dtype === 'Q4_1' ? scaled + minimum : scaled;
    }
  }
  return { bytes, values };
}
