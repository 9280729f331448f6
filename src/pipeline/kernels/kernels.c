/*
 * The hottest loops of a conversion in WebAssembly SIMD. Each gives the very bits of its TypeScript twin
 * (formats/decode/decode-floats.ts, merge/merge-rows.ts, quantize/quantize-groups.ts), which stays the reference and runs
 * where SIMD does not. Built by scripts/kernels/build-kernels.ts; floating-point contraction is off, or sums would differ.
 */
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(name)))

extern unsigned char __heap_base;

/* First byte that the caller may use. */
EXPORT("heap_base") uint32_t heap_base(void) { return (uint32_t)&__heap_base; }

/* binary16 to float32, exactly. Returns whether all are finite; count is a multiple of 8. */
EXPORT("decode_f16") int decode_f16(const uint16_t *in, float *out, uint32_t count) {
  const v128_t magnitude = wasm_i32x4_splat(0x7fff), infinite = wasm_i32x4_splat(0x7c00);
  const v128_t rebias = wasm_i32x4_splat(112 << 23);
  /* A subnormal's digits under the exponent of 2^-14, and that 2^-14 taken away again. */
  const v128_t subnormal = wasm_i32x4_splat(0x400), lifted = wasm_i32x4_splat(113 << 23);
  const v128_t lift = wasm_f32x4_splat(0x1p-14f);
  v128_t bad = wasm_i32x4_splat(0);
  for (uint32_t i = 0; i < count; i += 8) {
    v128_t eight = wasm_v128_load(in + i);
    v128_t four[2] = {wasm_u32x4_extend_low_u16x8(eight), wasm_u32x4_extend_high_u16x8(eight)};
    for (int half = 0; half < 2; half++) {
      v128_t bits = wasm_v128_and(four[half], magnitude);
      v128_t sign = wasm_i32x4_shl(wasm_v128_xor(four[half], bits), 16);
      bad = wasm_v128_or(bad, wasm_i32x4_ge(bits, infinite));
      v128_t shifted = wasm_i32x4_shl(bits, 13);
      v128_t small = wasm_f32x4_sub(wasm_i32x4_add(shifted, lifted), lift);
      v128_t value = wasm_v128_bitselect(small, wasm_i32x4_add(shifted, rebias), wasm_i32x4_lt(bits, subnormal));
      wasm_v128_store(out + i + 4 * half, wasm_v128_or(value, sign));
    }
  }
  return !wasm_v128_any_true(bad);
}

/* bfloat16 to float32. Returns whether all are finite; count is a multiple of 8. */
EXPORT("decode_bf16") int decode_bf16(const uint16_t *in, float *out, uint32_t count) {
  const v128_t magnitude = wasm_i32x4_splat(0x7fff0000), infinite = wasm_i32x4_splat(0x7f800000);
  v128_t bad = wasm_i32x4_splat(0);
  for (uint32_t i = 0; i < count; i += 8) {
    v128_t eight = wasm_v128_load(in + i);
    v128_t low = wasm_i32x4_shl(wasm_u32x4_extend_low_u16x8(eight), 16);
    v128_t high = wasm_i32x4_shl(wasm_u32x4_extend_high_u16x8(eight), 16);
    bad = wasm_v128_or(bad, wasm_i32x4_ge(wasm_v128_and(low, magnitude), infinite));
    bad = wasm_v128_or(bad, wasm_i32x4_ge(wasm_v128_and(high, magnitude), infinite));
    wasm_v128_store(out + i, low);
    wasm_v128_store(out + i + 4, high);
  }
  return !wasm_v128_any_true(bad);
}

static inline v128_t widen_high(v128_t floats) {
  return wasm_f64x2_promote_low_f32x4(wasm_i32x4_shuffle(floats, floats, 2, 3, 2, 3));
}

static inline void store_floats(float *to, v128_t low, v128_t high) {
  v128_t first = wasm_f32x4_demote_f64x2_zero(low), second = wasm_f32x4_demote_f64x2_zero(high);
  wasm_v128_store(to, wasm_i32x4_shuffle(first, second, 0, 1, 4, 5));
}

/*
 * W += B·A for a tile of W's columns, summed in double precision eight ranks at a time and rounded once.
 * values [rows, stride] from the tile's first column on; a [rank, columns]; b [rows, rank]; rank is a multiple of 8,
 * columns one of 4.
 */
EXPORT("merge_rows")
void merge_rows(float *values, uint32_t stride, uint32_t rows, uint32_t columns, uint32_t rank, const double *a,
                const double *b) {
  for (uint32_t row = 0; row < rows; row += 2) {
    /* Two rows share every load of A; a last odd row is done twice, with the same result. */
    float *first = values + row * stride;
    float *second = row + 1 < rows ? first + stride : first;
    const double *b_first = b + row * rank;
    const double *b_second = row + 1 < rows ? b_first + rank : b_first;
    for (uint32_t c = 0; c < columns; c += 4) {
      v128_t w = wasm_v128_load(first + c), x = wasm_v128_load(second + c);
      v128_t w_low = wasm_f64x2_promote_low_f32x4(w), w_high = widen_high(w);
      v128_t x_low = wasm_f64x2_promote_low_f32x4(x), x_high = widen_high(x);
      for (uint32_t k = 0; k < rank; k += 8) {
        const double *at = a + k * columns + c;
        v128_t low = wasm_v128_load(at), high = wasm_v128_load(at + 2);
        v128_t p = wasm_v128_load64_splat(b_first + k), q = wasm_v128_load64_splat(b_second + k);
        v128_t p_low = wasm_f64x2_mul(p, low), p_high = wasm_f64x2_mul(p, high);
        v128_t q_low = wasm_f64x2_mul(q, low), q_high = wasm_f64x2_mul(q, high);
#pragma clang loop unroll(full)
        for (int j = 1; j < 8; j++) {
          at += columns;
          low = wasm_v128_load(at), high = wasm_v128_load(at + 2);
          p = wasm_v128_load64_splat(b_first + k + j), q = wasm_v128_load64_splat(b_second + k + j);
          p_low = wasm_f64x2_add(p_low, wasm_f64x2_mul(p, low));
          p_high = wasm_f64x2_add(p_high, wasm_f64x2_mul(p, high));
          q_low = wasm_f64x2_add(q_low, wasm_f64x2_mul(q, low));
          q_high = wasm_f64x2_add(q_high, wasm_f64x2_mul(q, high));
        }
        w_low = wasm_f64x2_add(w_low, p_low), w_high = wasm_f64x2_add(w_high, p_high);
        x_low = wasm_f64x2_add(x_low, q_low), x_high = wasm_f64x2_add(x_high, q_high);
      }
      store_floats(first + c, w_low, w_high);
      store_floats(second + c, x_low, x_high);
    }
  }
}

static inline uint32_t bits_of(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, 4);
  return bits;
}

static inline float float_of(uint32_t bits) {
  float value;
  __builtin_memcpy(&value, &bits, 4);
  return value;
}

/* Bits of the binary16 nearest to a value that is not negative, ties to even. */
static inline uint32_t to_half(double value) {
  uint32_t bits = bits_of((float)value);
  if (bits >= 0x47800000) return 0x7c00;
  if (bits < 0x38800000) return bits_of((float)(value + 0.5)) - 0x3f000000;
  return (bits - 0x38000000 + 0xfff + ((bits >> 13) & 1)) >> 13;
}

static inline float from_half(uint32_t half) {
  if (half < 0x400) return float_of((half << 13) + (113u << 23)) - 0x1p-14f;
  return float_of((half << 13) + (112u << 23));
}

/* Groups of 32 to levels of 4 or 8 bits and binary16 scales. Returns whether every scale is finite. */
EXPORT("quantize")
int quantize(const float *values, uint32_t count, uint32_t bits, uint8_t *levels, uint16_t *scales) {
  const v128_t magnitude = wasm_i32x4_splat(0x7fffffff);
  const int max_level = bits == 4 ? 7 : 127;
  const v128_t zero = wasm_i32x4_splat(max_level);
  for (uint32_t start = 0; start < count; start += 32, levels += 4 * bits, scales++) {
    v128_t w[8], q[8];
    v128_t most = wasm_i32x4_splat(0);
    for (int i = 0; i < 8; i++) {
      w[i] = wasm_v128_load(values + start + 4 * i);
      most = wasm_i32x4_max(most, wasm_v128_and(w[i], magnitude));
    }
    most = wasm_i32x4_max(most, wasm_i32x4_shuffle(most, most, 2, 3, 0, 1));
    most = wasm_i32x4_max(most, wasm_i32x4_shuffle(most, most, 1, 0, 3, 2));
    uint32_t half = to_half((double)float_of(wasm_i32x4_extract_lane(most, 0)) / max_level);
    *scales = half;
    if (half >= 0x7c00) return 0;
    if (half == 0) {
      v128_t zeros = wasm_i8x16_splat(bits == 4 ? 0x77 : 0x7f);
      wasm_v128_store(levels, zeros);
      if (bits == 8) wasm_v128_store(levels + 16, zeros);
      continue;
    }
    float scale = from_half(half);
    if (half < 0x400) {
      v128_t limit = wasm_f32x4_splat(scale * max_level);
      for (int i = 0; i < 8; i++) w[i] = wasm_f32x4_min(limit, wasm_f32x4_max(wasm_f32x4_neg(limit), w[i]));
    }
    v128_t divisor = wasm_f32x4_splat(scale);
    for (int i = 0; i < 8; i++) {
      v128_t quotient = wasm_f32x4_nearest(wasm_f32x4_div(w[i], divisor));
      q[i] = wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(quotient), zero);
    }
    v128_t first = wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(q[0], q[1]), wasm_i16x8_narrow_i32x4(q[2], q[3]));
    v128_t second = wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(q[4], q[5]), wasm_i16x8_narrow_i32x4(q[6], q[7]));
    if (bits == 8) {
      wasm_v128_store(levels, first);
      wasm_v128_store(levels + 16, second);
    } else {
      /* The even one of two neighbours in the low half of their byte. */
      const v128_t even = wasm_i16x8_splat(0x00ff);
      first = wasm_v128_or(wasm_v128_and(first, even), wasm_i16x8_shl(wasm_u16x8_shr(first, 8), 4));
      second = wasm_v128_or(wasm_v128_and(second, even), wasm_i16x8_shl(wasm_u16x8_shr(second, 8), 4));
      wasm_v128_store(levels, wasm_u8x16_narrow_i16x8(first, second));
    }
  }
  return 1;
}

/* 16 levels less the one that stands for zero, times their scale: exact. */
static inline void decode_levels(v128_t levels, v128_t zero, v128_t scale, double *out) {
  v128_t halves[2] = {wasm_u16x8_extend_low_u8x16(levels), wasm_u16x8_extend_high_u8x16(levels)};
  for (int half = 0; half < 2; half++, out += 8) {
    v128_t signed_levels = wasm_i16x8_sub(halves[half], zero);
    v128_t low = wasm_i32x4_extend_low_i16x8(signed_levels), high = wasm_i32x4_extend_high_i16x8(signed_levels);
    wasm_v128_store(out, wasm_f64x2_mul(wasm_f64x2_convert_low_i32x4(low), scale));
    wasm_v128_store(out + 2, wasm_f64x2_mul(wasm_f64x2_convert_low_i32x4(wasm_i32x4_shuffle(low, low, 2, 3, 2, 3)), scale));
    wasm_v128_store(out + 4, wasm_f64x2_mul(wasm_f64x2_convert_low_i32x4(high), scale));
    wasm_v128_store(out + 6, wasm_f64x2_mul(wasm_f64x2_convert_low_i32x4(wasm_i32x4_shuffle(high, high, 2, 3, 2, 3)), scale));
  }
}

/* One group of 32. */
static inline void decode_group(const uint8_t *levels, uint32_t bits, double scale, double *out) {
  const v128_t times = wasm_f64x2_splat(scale);
  v128_t first = wasm_v128_load(levels);
  if (bits == 8) {
    const v128_t zero = wasm_i16x8_splat(127);
    decode_levels(first, zero, times, out);
    decode_levels(wasm_v128_load(levels + 16), zero, times, out + 16);
    return;
  }
  const v128_t zero = wasm_i16x8_splat(7);
  v128_t even = wasm_v128_and(first, wasm_i8x16_splat(15)), odd = wasm_u8x16_shr(first, 4);
  decode_levels(wasm_i8x16_shuffle(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), zero, times, out);
  decode_levels(wasm_i8x16_shuffle(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), zero, times,
                out + 16);
}

/* Columns whose x stays in the first-level cache while the rows pass. */
#define TILE 256

/*
 * out += x·Wᵀ for eight tokens in double precision, each sum in the order of the columns. levels [rows, columns] of `bits`
 * bits, scales [rows, columns / 32], x [columns, 8], out [rows, 8].
 */
EXPORT("multiply")
void multiply(const uint8_t *levels, const double *scales, uint32_t bits, uint32_t rows, uint32_t columns, const double *x,
              double *out) {
  double first_weights[32], second_weights[32];
  const uint32_t row_bytes = columns / 8 * bits, groups = columns / 32;
  for (uint32_t tile = 0; tile < columns; tile += TILE) {
    const uint32_t end = tile + TILE < columns ? tile + TILE : columns;
    for (uint32_t row = 0; row < rows; row += 2) {
      /* Two rows share every load of x; a last odd row is done twice, with the same result. */
      const uint32_t other = row + 1 < rows ? row + 1 : row;
      double *first = out + row * 8, *second = out + other * 8;
      v128_t p[4], q[4];
      for (int t = 0; t < 4; t++) p[t] = wasm_v128_load(first + 2 * t), q[t] = wasm_v128_load(second + 2 * t);
      for (uint32_t c = tile; c < end; c += 32) {
        decode_group(levels + row * row_bytes + c / 8 * bits, bits, scales[row * groups + c / 32], first_weights);
        decode_group(levels + other * row_bytes + c / 8 * bits, bits, scales[other * groups + c / 32], second_weights);
        const double *at = x + c * 8;
        for (int i = 0; i < 32; i++, at += 8) {
          v128_t w = wasm_v128_load64_splat(first_weights + i), v = wasm_v128_load64_splat(second_weights + i);
#pragma clang loop unroll(full)
          for (int t = 0; t < 4; t++) {
            v128_t tokens = wasm_v128_load(at + 2 * t);
            p[t] = wasm_f64x2_add(p[t], wasm_f64x2_mul(w, tokens));
            q[t] = wasm_f64x2_add(q[t], wasm_f64x2_mul(v, tokens));
          }
        }
      }
      for (int t = 0; t < 4; t++) wasm_v128_store(first + 2 * t, p[t]), wasm_v128_store(second + 2 * t, q[t]);
    }
  }
}
