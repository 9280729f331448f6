/**
 * The parts of a service worker's global scope that Readroom uses (https://www.w3.org/TR/service-workers/). TypeScript's
 * own types for it cannot stand beside those of a page.
 */
export interface WorkerScope {
  readonly location: { readonly origin: string };
  readonly caches: CacheStorage;
  readonly clients: WorkerClients;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LastingEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: AskedEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessagedEvent) => void): void;
}

export interface WorkerClients {
  claim(): Promise<void>;
  /** Undefined when that page is gone. */
  get(id: string): Promise<WorkerClient | undefined>;
  matchAll(options: {
    readonly type: 'window';
    readonly includeUncontrolled: true;
  }): Promise<readonly WorkerClient[]>;
}

export interface WorkerClient {
  readonly id: string;
  postMessage(message: unknown): void;
}

/** The browser keeps the worker alive until the promise is settled. */
export interface LastingEvent {
  waitUntil(work: Promise<unknown>): void;
}

/** ExtendableEvent `fetch`. */
export interface AskedEvent extends LastingEvent {
  readonly request: Request;
  respondWith(response: Promise<Response> | Response): void;
}

/** ExtendableEvent `message`. */
export interface MessagedEvent extends LastingEvent {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}
