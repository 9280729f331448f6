import { HALF_TO_FLOAT } from '../formats/decode/half.ts';
import type { PlannedTensor } from './shard-plan.ts';

/** The values of a tensor that is stored as float16 or float32, from its bytes. */
export function storedFloats(tensor: Pick<PlannedTensor, 'dtype'>, bytes: Uint8Array): Float32Array {
  // A copy, because a tensor may begin at an odd offset of its shard. (Not slice(): a Buffer of Node's copies nothing.)
  const { buffer } = new Uint8Array(bytes);
  if (tensor.dtype === 'float32') return new Float32Array(buffer);
  const halves = new Uint16Array(buffer);
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = HALF_TO_FLOAT[halves[i] ?? 0] ?? 0;
  return floats;
}
