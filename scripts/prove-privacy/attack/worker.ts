import { ANYWHERE, type AnywhereChannel } from './anywhere.ts';
import { urlOf, type Target } from './target.ts';

/** What a worker is asked to try. */
export interface WorkerOrder {
  /** `navigate`: takes the page that asks somewhere else, as service workers can. */
  readonly channel: AnywhereChannel | 'navigate';
  readonly to: Target;
}

function navigate(event: Event, to: Target): Promise<unknown> {
  const { source } = event as Event & { readonly source: { navigate(url: string): Promise<unknown> } };
  return source.navigate(urlOf(to));
}

// One script for dedicated, shared and service workers, each with its own way of being spoken to.
const scope = globalThis as unknown as EventTarget;
const obey = (event: Event): void => {
  const { channel, to } = (event as MessageEvent<WorkerOrder>).data;
  const tried = channel === 'navigate' ? navigate(event, to) : ANYWHERE[channel](to);
  void Promise.resolve(tried).catch(() => undefined);
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
