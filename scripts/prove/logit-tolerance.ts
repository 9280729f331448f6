/**
 * The most that a logit of a float32 library may differ from the reference’s over the same stored weights. Logits of the
 * test models lie around ±2; float32 sums differ by 2e-5 at most, and a GPU’s own sine and cosine by 4e-4 to 1e-3.
 */
export const LOGIT_TOLERANCE = 1e-4;
