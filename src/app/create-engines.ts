import { isAbort } from '../domain/errors/readroom-error.ts';
import { asReadroomError } from '../domain/errors/as-readroom-error.ts';
import type { Hashing } from '../domain/io/hashing.ts';
import type { Clock } from '../platform/clock/clock.ts';
import { createAdaptiveEngine } from '../platform/engine/adaptive/create-adaptive-engine.ts';
import { createWebllmEngine } from '../platform/engine/webllm/create-webllm-engine.ts';
import { createWllamaEngine } from '../platform/engine/wllama/create-wllama-engine.ts';
import { WLLAMA_WASM_URL } from '../platform/engine/wllama/wasm-url.ts';
import type { Logger } from '../platform/logger/logger.ts';
import { createLibraryStore } from '../platform/model-store/create-library-store.ts';
import { keepBestLibrary } from '../platform/model-store/keep-best-library.ts';
import type { OriginFetch } from '../platform/net/origin-fetch.ts';
import type { TabLocks } from '../platform/tabs/locks.ts';
import { createModelViewClient } from '../workers/model-view-client.ts';
import { knownAnswerInWorker } from '../workers/reference-client.ts';
import { openWebllmSession } from '../workers/webllm-client.ts';
import type { Services } from './services.ts';

export interface EngineParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly net: OriginFetch;
  readonly hashing: Hashing;
  readonly locks: TabLocks;
}

/** Both engines, the choice between them, and what a graphics card needs besides the model. */
export function createEngines(parts: EngineParts): Pick<Services, 'engine' | 'gpu' | 'prepareGpu'> {
  const { clock, logger } = parts;
  const libraries = createLibraryStore(parts);
  const webgpu = createWebllmEngine({
    clock,
    logger,
    libraries,
    open: openWebllmSession,
    knownAnswer: knownAnswerInWorker,
  });
  const cpu = createWllamaEngine({
    clock,
    logger,
    wasmUrl: WLLAMA_WASM_URL,
    openView: createModelViewClient().open,
  });
  return {
    engine: createAdaptiveEngine({ webgpu, cpu, logger }),
    gpu: webgpu,
    async prepareGpu({ manifest }, signal) {
      try {
        const facts = await webgpu.facts();
        if (facts !== null) await keepBestLibrary(libraries, manifest, facts, signal);
      } catch (error) {
        // The model is installed all the same; a load that needs the library says what is wrong with it.
        if (isAbort(error)) throw error;
        logger.warn('store/install-failed', { code: asReadroomError(error).code });
      }
    },
  };
}
