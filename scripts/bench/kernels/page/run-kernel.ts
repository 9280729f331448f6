import type { KernelCase, KernelRun } from '../kernel-case.ts';
import type { NamedShader, ShaderFault } from '../shader.ts';

/** What the page offers to the script that opened it. */
export interface KernelPage {
  run(kernelCase: KernelCase, repeats: number): Promise<KernelRun>;
  /** Compiles shaders and makes their pipelines, nothing more. */
  faults(shaders: readonly NamedShader[]): Promise<ShaderFault[]>;
  /** Bytes that the invocations of a workgroup can share here. */
  workgroupLimit(): Promise<number>;
}

declare global {
  interface Window {
    kernelPage?: KernelPage;
  }
}

/** WebGPU's flags, by its specification: the names are not in TypeScript's library. */
const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, uniform: 0x40, storage: 0x80 };
const MAP_READ = 0x1;

interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly grid: readonly [number, number, number];
}

window.kernelPage = { run, faults, workgroupLimit };

async function openDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error('no WebGPU adapter');
  const limits = adapter.limits;
  return adapter.requestDevice({
    requiredLimits: {
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
    },
  });
}

/** The median time of `repeats` runs after a first one whose result is compared with the right answer. */
async function run(kernelCase: KernelCase, repeats: number): Promise<KernelRun> {
  const device = await openDevice();
  try {
    const buffers = new Map<string, GPUBuffer>();
    for (const [role, file] of Object.entries(kernelCase.inputs)) {
      buffers.set(role, await upload(device, file));
    }
    const result = device.createBuffer({
      size: wholeWords(kernelCase.resultBytes),
      usage: USAGE.storage | USAGE.copySource | USAGE.copyTarget,
    });
    // What a kernel leaves unwritten must not pass for a zero.
    device.queue.writeBuffer(result, 0, new Float32Array(result.size / 4).fill(Number.NaN));
    buffers.set('result', result);
    const steps: Step[] = [];
    for (const launch of kernelCase.launches) steps.push(await prepare(device, launch, buffers));
    await dispatch(device, steps);
    const relativeError = difference(
      await readBack(device, result, kernelCase.resultBytes),
      new Float32Array(await (await fetch(`/${kernelCase.answer}`)).arrayBuffer()),
    );
    const times: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const start = performance.now();
      await dispatch(device, steps);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    return { medianMs: times[times.length >> 1] ?? Number.NaN, relativeError };
  } finally {
    device.destroy();
  }
}

async function faults(shaders: readonly NamedShader[]): Promise<ShaderFault[]> {
  const device = await openDevice();
  try {
    const found: ShaderFault[] = [];
    for (const { name, wgsl, compileOnly = false } of shaders) {
      device.pushErrorScope('validation');
      const module = device.createShaderModule({ code: wgsl });
      const { messages } = await module.getCompilationInfo();
      for (const { type, message, lineNum } of messages) {
        if (type !== 'info') found.push({ kernel: name, message: `${type} in line ${lineNum}: ${message}` });
      }
      if (!compileOnly) {
        await device
          .createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: name } })
          .catch((error: unknown) => found.push({ kernel: name, message: String(error) }));
      }
      const error = await device.popErrorScope();
      if (error !== null) found.push({ kernel: name, message: error.message });
    }
    return found;
  } finally {
    device.destroy();
  }
}

async function workgroupLimit(): Promise<number> {
  const device = await openDevice();
  try {
    return device.limits.maxComputeWorkgroupStorageSize;
  } finally {
    device.destroy();
  }
}

/** Bytes rounded up to what a vec4 needs. */
function wholeWords(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

async function upload(device: GPUDevice, file: string): Promise<GPUBuffer> {
  const bytes = new Uint8Array(await (await fetch(`/${file}`)).arrayBuffer());
  const padded = new Uint8Array(wholeWords(bytes.length));
  padded.set(bytes);
  const buffer = device.createBuffer({ size: padded.length, usage: USAGE.storage | USAGE.copyTarget });
  device.queue.writeBuffer(buffer, 0, padded);
  return buffer;
}

async function prepare(
  device: GPUDevice,
  launch: KernelCase['launches'][number],
  roles: ReadonlyMap<string, GPUBuffer>,
): Promise<Step> {
  const module = device.createShaderModule({ code: launch.wgsl });
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module, entryPoint: launch.kernel },
  });
  // The runtime adds the width of the grid, which TVM spreads over two axes where it is too wide for one.
  const scalars = new Int32Array([...launch.scalars, launch.grid[0]]);
  const uniforms = device.createBuffer({
    size: wholeWords(scalars.byteLength),
    usage: USAGE.uniform | USAGE.copyTarget,
  });
  device.queue.writeBuffer(uniforms, 0, scalars);
  const entries = launch.bindings.map((role, binding) => {
    const buffer = roles.get(role);
    if (buffer === undefined) throw new Error(`the kernel wants a buffer ${role}`);
    return { binding, resource: { buffer } };
  });
  entries.push({ binding: entries.length, resource: { buffer: uniforms } });
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  return { pipeline, group, grid: launch.grid };
}

async function dispatch(device: GPUDevice, steps: readonly Step[]): Promise<void> {
  const encoder = device.createCommandEncoder();
  for (const { pipeline, group, grid } of steps) {
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(...grid);
    pass.end();
  }
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
}

async function readBack(device: GPUDevice, of: GPUBuffer, bytes: number): Promise<Float32Array> {
  const back = device.createBuffer({ size: of.size, usage: USAGE.copyTarget | USAGE.mapRead });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(of, 0, back, 0, of.size);
  device.queue.submit([encoder.finish()]);
  await back.mapAsync(MAP_READ);
  return new Float32Array(back.getMappedRange().slice(0, bytes));
}

/** Largest difference over the largest right number; Infinity where a result is missing or no number. */
function difference(got: Float32Array, want: Float32Array): number {
  let largest = 0;
  let most = got.length === want.length ? 0 : Number.POSITIVE_INFINITY;
  for (const [i, right] of want.entries()) {
    const off = Math.abs((got[i] ?? Number.NaN) - right);
    most = Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(most, off);
    largest = Math.max(largest, Math.abs(right));
  }
  return most / Math.max(1, largest);
}
