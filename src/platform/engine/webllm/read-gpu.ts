import type { GpuFacts } from '../../../domain/model/gpu-facts.ts';

/** web-llm's own preference: on a laptop with two GPUs both must ask for the same one. */
const POWER_PREFERENCE: GPUPowerPreference = 'high-performance';
/** Adapters that run on the processor, where the browser does not say so itself. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render|warp/i;

/** `isFallbackAdapter` has moved from the adapter to its info; browsers have one, the other, or both. */
interface MaybeFallback {
  readonly isFallbackAdapter?: boolean;
}

/** What the browser tells of the GPU that web-llm would use; null without WebGPU or without an adapter. */
export async function readGpu(): Promise<GpuFacts | null> {
  const { gpu } = navigator as Partial<Pick<Navigator, 'gpu'>>;
  const adapter = await gpu?.requestAdapter({ powerPreference: POWER_PREFERENCE }).catch(() => null);
  if (!adapter) return null;
  const { info } = adapter;
  const description = describe(info);
  const fallback =
    (info as MaybeFallback).isFallbackAdapter ?? (adapter as MaybeFallback).isFallbackAdapter ?? false;
  return {
    features: Array.from(adapter.features).sort(),
    limits: limitsOf(adapter.limits),
    software: fallback || SOFTWARE.test(`${description} ${info.vendor} ${info.architecture} ${info.device}`),
    description,
  };
}

function describe({ description, vendor, architecture }: GPUAdapterInfo): string {
  if (description !== '') return description;
  return [vendor, architecture].filter((part) => part !== '').join(' ');
}

/** The limits are getters of the prototype, so that no spread finds them. */
function limitsOf(limits: GPUSupportedLimits): Record<string, number> {
  const found: Record<string, number> = {};
  for (const name in limits) {
    const value: unknown = limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') found[name] = value;
  }
  return found;
}
