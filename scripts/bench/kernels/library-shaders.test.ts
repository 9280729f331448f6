import { describe, expect, it } from 'vitest';
import { checkable, libraryShaders, needsHalves, widenHalves, workgroupBytes } from './library-shaders.ts';

const SHADER = [
  `//${'-'.repeat(40)}`,
  '// Function: add_kernel',
  'enable f16;',
  '@group(0) @binding(0) var<storage, read_write> out_ptr : array<vec4<f16>>;',
  '@compute @workgroup_size(64, 1, 1)',
  'fn add_kernel() { out_ptr[0] = vec4<f16>(1.000000e+00h); }',
].join('\n');

describe('libraryShaders', () => {
  it('finds every shader by its length, whatever lies between', () => {
    const library = segments(SHADER, SHADER.replaceAll('add_kernel', 'norm_kernel'));
    const found = libraryShaders(library);
    expect(found.map(({ name }) => name)).toEqual(['add_kernel', 'norm_kernel']);
    expect(found[0]?.wgsl).toBe(SHADER);
  });

  it('refuses a file without shaders', () => {
    expect(() => libraryShaders(new Uint8Array(100))).toThrow('no shader');
  });

  it('refuses a shader that is cut off', () => {
    const library = segments(SHADER);
    expect(() => libraryShaders(library.subarray(0, library.length - 20))).toThrow('length');
  });

  it('refuses a length that ends inside the shader', () => {
    const library = segments(SHADER);
    library[3] = SHADER.length - 5;
    expect(() => libraryShaders(library)).toThrow('not whole');
  });

  it('refuses a length that cannot be', () => {
    const library = segments(SHADER);
    library[9] = 1;
    expect(() => libraryShaders(library)).toThrow('length');
  });
});

describe('widenHalves', () => {
  it('leaves no half behind and touches nothing else', () => {
    const [shader] = libraryShaders(segments(SHADER));
    if (shader === undefined) throw new Error('no shader');
    expect(needsHalves(shader)).toBe(true);
    const widened = widenHalves(shader);
    expect(needsHalves(widened)).toBe(false);
    expect(widened.wgsl).toContain('array<vec4<f32>>');
    expect(widened.wgsl).toContain('vec4<f32>(1.000000e+00f)');
    expect(widened.wgsl.split('\n').slice(4, 5)).toEqual(SHADER.split('\n').slice(4, 5));
  });
});

describe('checkable', () => {
  const shared = (elements: number): string => `enable f16;\nvar<workgroup> tile : array<f16, ${elements}>;`;

  it('counts workgroup variables as WebGPU does, each rounded up to 16 bytes', () => {
    const wgsl = 'var<workgroup> a : array<f16, 9>;\nvar<workgroup> b : array<vec4<f32>, 2>;';
    expect(workgroupBytes({ name: 'k', wgsl })).toBe(32 + 32);
    expect(workgroupBytes({ name: 'k', wgsl: 'fn k() {}' })).toBe(0);
    expect(() => workgroupBytes({ name: 'k', wgsl: 'var<workgroup> a : f32;' })).toThrow('unknown form');
  });

  it('has a pipeline made of everything but what only widening makes too large', () => {
    const compileOnly = (wgsl: string): boolean => checkable({ name: 'k', wgsl }, 1024).compileOnly === true;
    expect(compileOnly(shared(256))).toBe(false);
    expect(compileOnly(shared(257))).toBe(true);
    expect(compileOnly(shared(512))).toBe(true);
    // Too large as it stands: that is the library's fault, and the pipeline has to say so.
    expect(compileOnly(shared(513))).toBe(false);
    expect(compileOnly('var<workgroup> tile : array<f32, 1000>;')).toBe(false);
  });
});

/** Three bytes of something else, then each text after its length in 64 bits. */
function segments(...texts: string[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const text of texts) {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
    parts.push(Uint8Array.of(0, 1, 2), length, new TextEncoder().encode(text));
  }
  return new Uint8Array(Buffer.concat(parts));
}
