import { KERNELS_BASE64 } from './kernels-wasm.ts';

/** What kernels.c exports; addresses are offsets into its memory. */
export interface SimdExports {
  readonly memory: WebAssembly.Memory;
  heap_base(): number;
  decode_f16(from: number, to: number, count: number): number;
  decode_bf16(from: number, to: number, count: number): number;
  merge_rows(
    values: number,
    stride: number,
    rows: number,
    columns: number,
    rank: number,
    a: number,
    b: number,
  ): void;
  quantize(values: number, count: number, bits: number, levels: number, scales: number): number;
  multiply(
    levels: number,
    scales: number,
    bits: number,
    rows: number,
    columns: number,
    x: number,
    out: number,
  ): void;
}

/** The bytes of the module. */
export function kernelModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(KERNELS_BASE64), (character) => character.charCodeAt(0));
}

/** Null where WebAssembly has no SIMD, or may not run at all. */
export async function openSimdExports(): Promise<SimdExports | null> {
  try {
    const { instance } = await WebAssembly.instantiate(kernelModule());
    // The one cast: the module is ours, and its exports are what kernels.c says.
    return instance.exports as unknown as SimdExports;
  } catch {
    return null;
  }
}
