import { ANYWHERE, type AnywhereChannel } from './anywhere.ts';
import type { Target } from './target.ts';

/** What a worker is asked to try. */
export interface WorkerOrder {
  readonly channel: AnywhereChannel;
  readonly to: Target;
}

// One script for dedicated, shared and service workers, each with its own way of being spoken to.
const scope = globalThis as unknown as EventTarget;
const obey = (event: Event): void => {
  const { channel, to } = (event as MessageEvent<WorkerOrder>).data;
  void Promise.resolve(ANYWHERE[channel](to)).catch(() => undefined);
};
scope.addEventListener('message', obey);
scope.addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports;
  port?.addEventListener('message', obey);
  port?.start();
});
scope.addEventListener('activate', (event) => {
  const { clients } = globalThis as unknown as { readonly clients: { claim(): Promise<void> } };
  (event as Event & { waitUntil(work: Promise<void>): void }).waitUntil(clients.claim());
});
