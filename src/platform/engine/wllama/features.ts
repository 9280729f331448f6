/** What the browser must offer to run llama.cpp's build; each byte string is the smallest module that needs it. */
const SIMD_MODULE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
];

export interface WasmFeatures {
  readonly webAssembly: boolean;
  readonly simd: boolean;
  /** 64-bit memory, which wllama's standard build uses. */
  readonly memory64: boolean;
  readonly crossOriginIsolated: boolean;
  readonly processors: number;
}

export function detectWasmFeatures(): WasmFeatures {
  const webAssembly = typeof WebAssembly === 'object';
  return {
    webAssembly,
    simd: webAssembly && WebAssembly.validate(new Uint8Array(SIMD_MODULE)),
    memory64: webAssembly && hasMemory64(),
    crossOriginIsolated: globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined',
    processors: navigator.hardwareConcurrency || 1,
  };
}

function hasMemory64(): boolean {
  try {
    const descriptor = { address: 'i64', initial: 1n };
    return (
      new WebAssembly.Memory(descriptor as unknown as WebAssembly.MemoryDescriptor) instanceof
      WebAssembly.Memory
    );
  } catch {
    return false;
  }
}

/** One sentence on what is missing, or null when the engine can run. */
export function missingFeature(features: WasmFeatures): string | null {
  if (!features.webAssembly) return 'This browser has WebAssembly switched off, which drafting needs.';
  if (!features.simd)
    return 'This browser or processor is too old for drafting on the CPU (no WebAssembly SIMD).';
  if (!features.memory64)
    return 'This browser is too old for drafting on the CPU (no 64-bit WebAssembly memory).';
  return null;
}
