import type { NamedShader } from './shader.ts';

/** A library holds some hundred shaders of a few kilobytes. */
const MAX_SHADERS = 10_000;
const MAX_SHADER_BYTES = 4 * 1024 * 1024;
const TITLE = `//${'-'.repeat(40)}\n// Function: `;
const ENTRY = /@compute @workgroup_size\([^)]*\)\s*fn (\w+)\(/;
const LENGTH_BYTES = 8;

/**
 * The WGSL of a compiled model library: its data segments hold each shader as text after its length (64 bits, little
 * endian), as TVM's device module writes itself.
 * @throws Error where the file holds no shader, or one that does not end where its length says
 */
export function libraryShaders(library: Uint8Array): NamedShader[] {
  // One byte per character, so that positions in the text are positions in the file.
  const text = Buffer.from(library.buffer, library.byteOffset, library.byteLength).toString('latin1');
  const view = new DataView(library.buffer, library.byteOffset, library.byteLength);
  const shaders: NamedShader[] = [];
  for (let at = text.indexOf(TITLE); at >= 0; at = text.indexOf(TITLE, at)) {
    const bytes = at < LENGTH_BYTES ? 0n : view.getBigUint64(at - LENGTH_BYTES, true);
    if (bytes === 0n || bytes > BigInt(MAX_SHADER_BYTES) || at + Number(bytes) > text.length) {
      throw new Error(`The shader at byte ${at} has no believable length.`);
    }
    const wgsl = text.slice(at, at + Number(bytes));
    const name = ENTRY.exec(wgsl)?.[1];
    if (name === undefined || !wgsl.trimEnd().endsWith('}')) {
      throw new Error(`The shader at byte ${at} is not whole.`);
    }
    shaders.push({ name, wgsl });
    if (shaders.length > MAX_SHADERS) throw new Error(`There are more than ${MAX_SHADERS} shaders.`);
    at += Number(bytes);
  }
  if (shaders.length === 0) throw new Error('There is no shader in this file.');
  return shaders;
}

/** Whether a shader needs the WebGPU feature shader-f16. */
export function needsHalves({ wgsl }: NamedShader): boolean {
  return /^enable f16;/m.test(wgsl);
}

/**
 * The same shader in float32, for a browser without shader-f16: bindings, index arithmetic, control flow and the types
 * of everything but halves are still checked, conversions between the two float types are not.
 */
export function widenHalves({ name, wgsl }: NamedShader): NamedShader {
  const widened = wgsl
    .replace(/^enable f16;$/m, '')
    .replace(/\bf16\b/g, 'f32')
    .replace(/(\d)h\b/g, '$1f');
  return { name, wgsl: widened };
}

const WORKGROUP_ARRAY = /^var<workgroup> \w+ *: *array<(\w+(?:<\w+>)?), *(\d+)>;$/gm;
const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  f16: 2,
  f32: 4,
  i32: 4,
  u32: 4,
  'vec2<f16>': 4,
  'vec4<f16>': 8,
  'vec2<f32>': 8,
  'vec4<f32>': 16,
  'vec4<u32>': 16,
};
/** WebGPU rounds every workgroup variable up to this. */
const WORKGROUP_ALIGNMENT = 16;

/**
 * Bytes of a shader's workgroup variables, as WebGPU counts them.
 * @throws Error for a variable of a form that TVM does not write
 */
export function workgroupBytes({ name, wgsl }: NamedShader): number {
  const arrays = [...wgsl.matchAll(WORKGROUP_ARRAY)];
  if (arrays.length !== wgsl.split('var<workgroup>').length - 1) {
    throw new Error(`${name} has a workgroup variable of an unknown form.`);
  }
  return arrays.reduce((sum, [, type = '', length]) => {
    const element = ELEMENT_BYTES[type];
    if (element === undefined) throw new Error(`${name} has a workgroup array of ${type}.`);
    return sum + Math.ceil((element * Number(length)) / WORKGROUP_ALIGNMENT) * WORKGROUP_ALIGNMENT;
  }, 0);
}

/**
 * A shader as a browser without shader-f16 can check it. Where it fits into `workgroupLimit` bytes as it stands but not
 * with all halves widened, it is only to be compiled.
 */
export function checkable(shader: NamedShader, workgroupLimit: number): NamedShader {
  if (!needsHalves(shader)) return shader;
  const widened = widenHalves(shader);
  const fits = workgroupBytes(shader) <= workgroupLimit;
  return fits && workgroupBytes(widened) > workgroupLimit ? { ...widened, compileOnly: true } : widened;
}
