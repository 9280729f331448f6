import type { PauseGate } from '../domain/io/pause-gate.ts';
import type { RpcHandlers } from './rpc-server.ts';

/** Holding and continuing whatever runs in this worker. */
export function createJobHandlers(gate: PauseGate): RpcHandlers {
  return {
    'job/pause': () => {
      gate.pause();
      return Promise.resolve(null);
    },
    'job/resume': () => {
      gate.resume();
      return Promise.resolve(null);
    },
  };
}
