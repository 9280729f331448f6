import { firstOf, type Outcome, type Probe, type Target } from './probe.ts';

/** The body says nothing: the address carries the canary of the run. */
const BODY = 'readroom self-test';

function answerOf(request: Promise<unknown>): Promise<Outcome> {
  return request.then(
    () => 'answered' as const,
    () => 'failed' as const,
  );
}

function has(name: string): () => boolean {
  return () => name in globalThis;
}

/** What scripts ask for; each works in a page and in a worker, some in a service worker too. */
export const REQUEST_PROBES: readonly Probe[] = [
  {
    channel: 'fetch',
    fire: ({ url, signal }: Target): Promise<Outcome> => answerOf(fetch(url, { mode: 'no-cors', signal })),
  },
  {
    channel: 'keepalive',
    fire: ({ url, signal }: Target): Promise<Outcome> =>
      answerOf(fetch(url, { mode: 'no-cors', method: 'POST', body: BODY, keepalive: true, signal })),
  },
  {
    channel: 'xhr',
    isOffered: has('XMLHttpRequest'),
    fire: ({ url, signal }: Target): Promise<Outcome> => {
      const request = new XMLHttpRequest();
      const outcome = firstOf(request, { load: 'answered', error: 'failed' }, signal);
      request.open('GET', url);
      request.send();
      return outcome;
    },
  },
  {
    channel: 'websocket',
    isOffered: has('WebSocket'),
    fire: (target: Target): Promise<Outcome> => {
      const socket = new WebSocket(target.in('socket'));
      target.signal.addEventListener('abort', () => socket.close(), { once: true });
      return firstOf(socket, { open: 'answered', error: 'failed' }, target.signal);
    },
  },
  {
    channel: 'eventsource',
    isOffered: has('EventSource'),
    fire: ({ url, signal }: Target): Promise<Outcome> => {
      const source = new EventSource(url);
      // It would go on asking.
      signal.addEventListener('abort', () => source.close(), { once: true });
      return firstOf(source, { open: 'answered', error: 'failed' }, signal);
    },
  },
  {
    channel: 'webtransport',
    isOffered: has('WebTransport'),
    fire: (target: Target): Promise<Outcome> => {
      const transport = new WebTransport(target.in('https'));
      // Rejects together with `ready`, and nobody else looks at it.
      transport.closed.catch(() => undefined);
      target.signal.addEventListener('abort', () => transport.close(), { once: true });
      return answerOf(transport.ready);
    },
  },
  {
    channel: 'import',
    fire: ({ url }: Target): Promise<Outcome> => answerOf(import(/* @vite-ignore */ url)),
  },
];
