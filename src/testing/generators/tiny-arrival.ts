import type { Arrival } from '../../platform/model-store/arrival.ts';

/** How a small merged model comes into a store; there are no chosen files behind it. */
export function tinyArrival(change: Partial<Arrival> = {}): Arrival {
  return {
    kind: 'merge',
    name: 'Tiny of ours',
    installedBy: 'Dr. Test',
    files: ['tiny.gguf'],
    verified: true,
    totalBytes: null,
    merge: null,
    details: null,
    ...change,
  };
}
