import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { exactPower } from '../../exact-math.ts';

type RopeScaling = NonNullable<LlamaArchitecture['ropeScaling']>;

/** Every Llama 3.x so far has these; a smooth ramp alone cannot tell them from their common multiples. */
const LOW = 1;
const HIGH = 4;
const ORIGINAL_POSITIONS = [8192, 4096, 2048, 16_384, 32_768, 65_536, 131_072];
/** The factors are stored as float32, computed by different code in different versions. */
const TOLERANCE = 1e-4;

/**
 * By how much llama3 scaling divides each of the headDim/2 rotary frequencies (formula: Llama 3.1's reference code).
 * Long waves are divided by `factor`, short ones stay, with a linear ramp over the frequency between.
 */
export function llama3Factors(scaling: RopeScaling, theta: number, headDim: number): Float64Array {
  const {
    factor,
    lowFreqFactor: low,
    highFreqFactor: high,
    originalMaxPositionEmbeddings: original,
  } = scaling;
  return Float64Array.from({ length: headDim / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * exactPower(theta, (2 * i) / headDim);
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

/**
 * A GGUF keeps only the factors (`rope_freqs.weight`). Finds the llama3 parameters that give exactly these;
 * null when none does, and then the file uses another scaling.
 */
export function recoverLlama3(factors: Float32Array, theta: number, headDim: number): RopeScaling | null {
  const factor = Math.max(...factors);
  if (factors.length !== headDim / 2 || !(factor > 0)) return null;
  for (const originalMaxPositionEmbeddings of ORIGINAL_POSITIONS) {
    const scaling: RopeScaling = {
      type: 'llama3',
      factor,
      lowFreqFactor: LOW,
      highFreqFactor: HIGH,
      originalMaxPositionEmbeddings,
    };
    const expected = llama3Factors(scaling, theta, headDim);
    if (expected.every((value, i) => Math.abs((factors[i] ?? NaN) / value - 1) < TOLERANCE)) return scaling;
  }
  return null;
}
