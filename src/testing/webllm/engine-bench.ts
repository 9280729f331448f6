import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { GpuFacts } from '../../domain/model/gpu-facts.ts';
import { tinyLibrary } from '../generators/tiny-library.ts';
import { tinyManifest } from '../generators/tiny-manifest.ts';
import { createManualClock, type ManualClock } from '../../platform/clock/manual-clock.ts';
import { createMemoryLogger } from '../../platform/logger/memory-logger.ts';
import type { LibraryStore } from '../../platform/model-store/library-store-port.ts';
import type { EngineModel, GenerateEvent, GenerateRequest } from '../../platform/engine/engine-port.ts';
import { createWebllmEngine, type WebllmEngine } from '../../platform/engine/webllm/create-webllm-engine.ts';
import {
  createFakeGpuSessions,
  FAKE_COST,
  type FakeGpuSessions,
  type FakeScript,
} from './fake-gpu-sessions.ts';

export const GPU: GpuFacts = {
  features: [],
  limits: { maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 30 },
  software: false,
  description: 'a test card',
};
export const ANSWER = { tokens: [1, 2], argmax: [1, 1], margins: [1, 1], sampleIds: [1], sampleLogits: [1] };
export const model: EngineModel = {
  baseUrl: 'https://ris.example/models/m/resolve/main/',
  manifest: { ...tinyManifest(), knownAnswer: ANSWER },
};
export const request = (over: Partial<GenerateRequest> = {}): GenerateRequest => ({
  promptTokens: [1, 2, 3],
  maxNewTokens: 40,
  temperature: 0,
  stopTokens: [9],
  ...over,
});

export const writeAll: FakeScript = (_, onTokens) => {
  onTokens([0, 6]);
  onTokens([7]);
  return Promise.resolve({ finish: 'stop', cost: FAKE_COST });
};
/** Writes one word and waits to be interrupted. */
export const writeOn: FakeScript = async (_, onTokens, interrupted) => {
  onTokens([0]);
  await new Promise((resolve) => interrupted.addEventListener('abort', resolve));
  return { finish: 'interrupted', cost: FAKE_COST };
};

export interface Bench {
  readonly engine: WebllmEngine;
  readonly gpus: FakeGpuSessions;
  readonly clock: ManualClock;
  readonly computed: EngineModel[];
  /** Replace a call to make it fail. */
  readonly libraries: { -readonly [Call in keyof LibraryStore]: LibraryStore[Call] };
}

export function setUp(
  script: FakeScript = writeAll,
  facts: GpuFacts | null | Promise<GpuFacts | null> = GPU,
): Bench {
  const clock = createManualClock();
  const gpus = createFakeGpuSessions(script);
  const computed: EngineModel[] = [];
  const libraries: Bench['libraries'] = {
    list: () => Promise.resolve([tinyLibrary()]),
    kept: () => Promise.resolve([]),
    brought: () => Promise.resolve([]),
    add: () => Promise.reject(new ReadroomError('library/bad-library')),
    read: () => Promise.reject(new ReadroomError('library/bad-library')),
    remove: () => Promise.resolve(),
    ensure: (library) => Promise.resolve({ library, url: 'https://libs.example/tiny.wasm' }),
  };
  const engine = createWebllmEngine({
    clock,
    logger: createMemoryLogger(clock),
    libraries,
    open: gpus.open,
    knownAnswer: (asked, { onProgress }) => {
      computed.push(asked);
      onProgress?.({ doneBytes: 3, totalBytes: 9 });
      return Promise.resolve(ANSWER);
    },
    gpu: () => Promise.resolve(facts),
  });
  return { engine, gpus, clock, computed, libraries };
}

export async function collect(
  events: AsyncIterable<GenerateEvent>,
): Promise<{ text: string; done: GenerateEvent | null }> {
  let text = '';
  let done: GenerateEvent | null = null;
  for await (const event of events) {
    if (event.type === 'text') text += event.text;
    else done = event;
  }
  return { text, done };
}

export const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof ReadroomError ? error.code : (error as Error).name),
  );
