/** Block after block of `out`: a binary16 scale and the levels; `scales` holds the scales' bytes. */
export type Repack = (
  levels: Uint8Array,
  levelStart: number,
  scales: Uint8Array,
  scaleStart: number,
  blocks: number,
  out: Uint8Array,
  outStart: number,
) => void;

/**
 * Groups of 4-bit levels to GGUF Q4_0 blocks: q' = q + 1 with the same scale, since Q4_0 means (q' − 8)·d. In a
 * block byte j holds element j in its low half and element j + 16 in its high half; in a shard, elements 2j and 2j + 1.
 */
export const repackQ4: Repack = (levels, levelStart, scales, scaleStart, blocks, out, outStart) => {
  let from = levelStart;
  let to = outStart;
  for (let block = 0; block < blocks; block++, from += 16) {
    out[to++] = scales[scaleStart + block * 2] ?? 0;
    out[to++] = scales[scaleStart + block * 2 + 1] ?? 0;
    for (let pair = from; pair < from + 8; pair++) {
      const low = levels[pair] ?? 0;
      const high = levels[pair + 8] ?? 0;
      out[to++] = ((low & 15) | ((high & 15) << 4)) + 0x11;
      out[to++] = ((low >>> 4) | (high & 0xf0)) + 0x11;
    }
  }
};

/** Groups of 8-bit levels to GGUF Q8_0 blocks: a signed byte q − 127 with the same scale. */
export const repackQ8: Repack = (levels, levelStart, scales, scaleStart, blocks, out, outStart) => {
  let from = levelStart;
  let to = outStart;
  for (let block = 0; block < blocks; block++) {
    out[to++] = scales[scaleStart + block * 2] ?? 0;
    out[to++] = scales[scaleStart + block * 2 + 1] ?? 0;
    for (let i = 0; i < 32; i++) out[to++] = (levels[from++] ?? 0) - 127;
  }
};
