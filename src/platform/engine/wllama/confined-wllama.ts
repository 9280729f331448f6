import { Wllama } from '@wllama/wllama/esm/index.js';
import { EMSCRIPTEN_CODE } from './emscripten-code.ts';

/**
 * Runs in wllama's worker and in its threads before anything else: under Trusted Types a worker that starts threads
 * needs a policy of its own, and this one admits only scripts that our own origin made.
 */
export const WORKER_POLICY_CODE: string = `self.trustedTypes && self.trustedTypes.createPolicy('default', {
  createScriptURL: (url) => {
    if (url.startsWith('blob:' + self.origin + '/')) return url;
    throw new TypeError('Refused a script from elsewhere.');
  },
});
`;

type WorkerResources = ReturnType<Wllama['getWorkerResources']>;

/** wllama kept to our origin: its own files only, no content network, no model text in a log. */
export class ConfinedWllama extends Wllama {
  constructor(wasmUrl: string, onWorkerError: (event: ErrorEvent) => void) {
    const silent = (): void => undefined;
    super(
      { default: wasmUrl },
      {
        // Native logs may quote prompts.
        suppressNativeLog: true,
        logger: {
          debug: silent,
          log: silent,
          warn: silent,
          // wllama tells of a worker that failed to start here and nowhere else.
          error: (first: unknown) => {
            if (typeof ErrorEvent !== 'undefined' && first instanceof ErrorEvent) onWorkerError(first);
          },
        },
      },
    );
    // The compatibility build would come from a content network.
    this.setCompat(null);
  }

  override getWorkerResources(): WorkerResources {
    return { ...super.getWorkerResources(), jsPath: { code: WORKER_POLICY_CODE + EMSCRIPTEN_CODE } };
  }

  /** Lets go of the model file, which llama.cpp has read into its own memory by now. */
  releaseFiles(): void {
    const proxy: unknown = Reflect.get(this, 'proxy');
    const files: unknown =
      typeof proxy === 'object' && proxy !== null ? Reflect.get(proxy, 'fileBlobs') : null;
    if (files instanceof Map) files.clear();
  }
}
