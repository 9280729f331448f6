import { urlOf, type Target } from './target.ts';

/** Not yet in TypeScript's own library. */
declare class WebSocketStream {
  constructor(url: string);
  readonly opened: Promise<unknown>;
}

/** Ways out that pages and workers share. */
export const ANYWHERE = {
  fetch: (to: Target): unknown => fetch(urlOf(to), { mode: 'no-cors' }),
  'fetch-keepalive': (to: Target): unknown =>
    fetch(urlOf(to), { mode: 'no-cors', keepalive: true, method: 'POST', body: to.canary }),
  xhr: (to: Target): void => {
    const request = new XMLHttpRequest();
    request.open('POST', urlOf(to));
    request.send(to.canary);
  },
  'web-socket': (to: Target): unknown => new WebSocket(urlOf(to, 'ws')),
  'web-socket-stream': (to: Target): unknown => new WebSocketStream(urlOf(to, 'ws')).opened,
  'event-source': (to: Target): unknown => new EventSource(urlOf(to)),
  'dynamic-import': (to: Target): unknown => import(urlOf(to)),
  'web-transport': (to: Target): unknown => new WebTransport(urlOf(to, 'https')).ready,
} as const satisfies Readonly<Record<string, (to: Target) => unknown>>;

export type AnywhereChannel = keyof typeof ANYWHERE;
