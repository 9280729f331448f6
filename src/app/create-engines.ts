import { isAbort } from '../domain/errors/readroom-error.ts';
import { asReadroomError } from '../domain/errors/as-readroom-error.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { AdaptiveEngine } from '../platform/engine/adaptive/adaptive-engine-port.ts';
import { createAdaptiveEngine } from '../platform/engine/adaptive/create-adaptive-engine.ts';
import { createWebllmEngine, type WebllmEngine } from '../platform/engine/webllm/create-webllm-engine.ts';
import { createWllamaEngine } from '../platform/engine/wllama/create-wllama-engine.ts';
import { WLLAMA_WASM } from '../platform/engine/wllama/wasm-url.ts';
import type { Logger } from '../platform/logger/logger.ts';
import { keepBestLibrary } from '../platform/model-store/keep-best-library.ts';
import type { LibraryStore } from '../platform/model-store/library-store-port.ts';
import { createModelViewClient } from '../workers/model-view-client.ts';
import { knownAnswerInWorker } from '../workers/reference-client.ts';
import { openWebllmSession } from '../workers/webllm-client.ts';
import type { Outside } from './services.ts';

export interface EngineParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly libraries: LibraryStore;
}

/** A graphics card's engine, a processor's, and the choice between them. */
function createPair(parts: EngineParts): { readonly engine: AdaptiveEngine; readonly webgpu: WebllmEngine } {
  const { clock, logger, libraries } = parts;
  const knownAnswer = knownAnswerInWorker;
  const webgpu = createWebllmEngine({ clock, logger, libraries, open: openWebllmSession, knownAnswer });
  const openView = createModelViewClient().open;
  const cpu = createWllamaEngine({ clock, logger, wasm: WLLAMA_WASM, openView, knownAnswer });
  return { engine: createAdaptiveEngine({ webgpu, cpu, logger }), webgpu };
}

/** The engine that drafts, others to test a model with, and what a graphics card needs besides the model. */
export function createEngines(
  parts: EngineParts,
): Pick<Outside, 'engine' | 'createTestEngine' | 'gpu' | 'prepareGpu'> {
  const { logger, libraries } = parts;
  const { engine, webgpu } = createPair(parts);
  return {
    engine,
    createTestEngine: () => createPair(parts).engine,
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
