import type { AppConfig, InitProgressReport } from '@mlc-ai/web-llm';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../../domain/model/model-library.ts';
import type { LoadProgress } from '../engine-port.ts';
import type { DeviceWatch } from './device-watch.ts';
import { COMPILE_TEXT, pipelineOf, type Pipeline } from './webllm-internals.ts';

export interface OpenPipelineOptions {
  readonly modelId: string;
  /** Where web-llm's rows of the model are keyed. */
  readonly baseUrl: string;
  readonly library: ModelLibrary;
  /** Key of the library's row. */
  readonly libraryUrl: string;
  readonly shardBytes: number;
  readonly watch: DeviceWatch;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** Of a browser's message. */
const MAX_DETAIL = 200;
/** Progress is told this often. */
const PROGRESS_BYTES = 1024 * 1024;

/**
 * Lets web-llm put an installed model on the GPU, from the rows in IndexedDB.
 * @throws ReadroomError `engine/…`
 */
export async function openPipeline(options: OpenPipelineOptions): Promise<Pipeline> {
  const { modelId, watch } = options;
  const { MLCEngine } = await import('./web-llm.ts').catch((cause: unknown) => {
    throw new ReadroomError('engine/wasm-failed', "the engine's script", { cause });
  });
  const engine = new MLCEngine({
    appConfig: appConfig(options),
    logLevel: 'SILENT',
    initProgressCallback: compileProgress(options),
  });
  const uploaded = tellUpload(options);
  try {
    await watch.guard(engine.reload(modelId));
    const pipeline = pipelineOf(engine, modelId);
    await watch.guard(pipeline.device.sync());
    if (watch.error !== null) throw openError(watch.error);
    return pipeline;
  } catch (cause) {
    throw openError(cause);
  } finally {
    uploaded();
  }
}

function appConfig({ modelId, baseUrl, library, libraryUrl }: OpenPipelineOptions): AppConfig {
  const record = {
    model: baseUrl,
    model_id: modelId,
    model_lib: libraryUrl,
    integrity: { model_lib: subresourceIntegrity(library.sha256), onFailure: 'error' as const },
  };
  return { cacheBackend: 'indexeddb', model_list: [record] };
}

/** A SHA-256 in hexadecimal as the text that Subresource Integrity knows. */
export function subresourceIntegrity(sha256: string): string {
  const bytes = Array.from(sha256.matchAll(/../g), ([pair]) =>
    String.fromCharCode(Number.parseInt(pair, 16)),
  );
  return `sha256-${btoa(bytes.join(''))}`;
}

/** Tells how much of the weights is on the GPU; the returned function ends that. */
function tellUpload({ watch, shardBytes, onProgress }: OpenPipelineOptions): () => void {
  const before = watch.writtenBytes;
  let told = -PROGRESS_BYTES;
  return watch.onWrite((writtenBytes) => {
    const doneBytes = Math.min(writtenBytes - before, shardBytes);
    if (doneBytes - told < PROGRESS_BYTES && doneBytes < shardBytes) return;
    if (doneBytes === told) return;
    told = doneBytes;
    onProgress({ phase: 'upload', doneBytes, totalBytes: shardBytes });
  });
}

/** Compiling has no bytes of its own: its share is told as that share of the model's. */
function compileProgress({
  shardBytes,
  onProgress,
}: OpenPipelineOptions): (report: InitProgressReport) => void {
  return ({ text, progress }) => {
    if (!text.startsWith(COMPILE_TEXT)) return;
    onProgress({ phase: 'compile', doneBytes: Math.round(progress * shardBytes), totalBytes: shardBytes });
  };
}

function openError(cause: unknown): ReadroomError {
  if (cause instanceof ReadroomError) return cause;
  if (cause instanceof GPUOutOfMemoryError || cause instanceof RangeError) {
    return new ReadroomError('engine/out-of-memory', cause.constructor.name, { cause });
  }
  // Kernels that the browser refuses: a validation error, or a pipeline that could not be made.
  if (cause instanceof GPUError || (cause instanceof Error && cause.name === 'GPUPipelineError')) {
    // The browser's words on our own shader code; no prompt has been near it.
    return new ReadroomError('engine/gpu-refused', cause.message.slice(0, MAX_DETAIL), { cause });
  }
  const message = cause instanceof Error ? cause.message : '';
  // web-llm asks for more than WebGPU's base limits, and says so in words only.
  if (/exceeds limit/.test(message)) return new ReadroomError('engine/gpu-too-small', 'limits', { cause });
  if (/compatible GPU|WebGPU/.test(message))
    return new ReadroomError('engine/no-webgpu', 'no adapter', { cause });
  return new ReadroomError('engine/model-refused', cause instanceof Error ? cause.name : typeof cause, {
    cause,
  });
}
