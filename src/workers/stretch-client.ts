import type { KeyStretching } from '../platform/crypto/key-stretching.ts';
import { callInWorker } from './worker-client.ts';

/** Argon2id in a worker of its own: the page does not stand still, and what it computed with is gone with the worker. */
export function createStretchingInWorker(): KeyStretching {
  const start = (): Worker =>
    new Worker(new URL('./stretch.worker.ts', import.meta.url), { type: 'module', name: 'stretch' });
  return {
    stretch: (passphrase, parameters) => callInWorker(start, 'vault/stretch', { passphrase, parameters }),
  };
}
