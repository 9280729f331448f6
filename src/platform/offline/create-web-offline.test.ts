import { describe, expect, it } from 'vitest';
import type { FromServiceWorker, WorkerStatus } from '../../domain/offline/offline-messages.ts';
import { createWebOffline } from './create-web-offline.ts';
import type { OfflineApp } from './offline-port.ts';

const BUILD = 'a'.repeat(64);
const NEXT = 'b'.repeat(64);

/** A worker of the browser: goes through its states, and answers how it is. */
class Worker extends EventTarget {
  state: ServiceWorkerState;
  readonly got: unknown[] = [];
  readonly status: Omit<WorkerStatus, 'hasScript'>;

  constructor(build: string, state: ServiceWorkerState) {
    super();
    this.state = state;
    this.status = { build, error: null };
  }

  postMessage(message: unknown, ports: readonly MessagePort[] = []): void {
    this.got.push(message);
    const { script } = message as { readonly script?: string };
    ports[0]?.postMessage({ ...this.status, hasScript: script === `/${this.status.build}.js` });
  }

  become(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

/** The browser's side of the page: one registration, with whatever workers a test puts there. */
class Browser extends EventTarget {
  controller: Worker | null = null;
  readonly registration = Object.assign(new EventTarget(), {
    installing: null as Worker | null,
    waiting: null as Worker | null,
    active: null as Worker | null,
    update: () => Promise.resolve(),
  });
  registered = 0;
  refuses = false;
  readonly app: OfflineApp;

  constructor(controller: Worker | null = null) {
    super();
    this.registration.active = this.controller = controller;
    this.app = createWebOffline({
      container: this as unknown as ServiceWorkerContainer,
      script: `/${BUILD}.js`,
      reload: () => undefined,
    });
  }

  startMessages(): void {
    // A browser holds messages back until this is called.
  }

  register(): Promise<unknown> {
    this.registered += 1;
    return this.refuses ? Promise.reject(new TypeError('refused')) : Promise.resolve(this.registration);
  }

  tell(data: FromServiceWorker | { readonly kind: string }): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  find(worker: Worker): void {
    this.registration.installing = worker;
    this.registration.dispatchEvent(new Event('updatefound'));
  }

  /** What the browser does when a worker has taken over. */
  use(worker: Worker): void {
    this.registration.installing = this.registration.waiting = null;
    this.registration.active = this.controller = worker;
    worker.become('activated');
    this.dispatchEvent(new Event('controllerchange'));
  }
}

async function kept(): Promise<Browser> {
  const browser = new Browser(new Worker(BUILD, 'activated'));
  await browser.app.keep();
  return browser;
}

describe('the app in this browser', () => {
  it('is kept once the first worker is in use, and then knows its build', async () => {
    const browser = new Browser();
    const first = new Worker(BUILD, 'installing');
    browser.registration.installing = first;
    const keeping = browser.app.keep();
    expect(browser.app.getState().kept).toBe('keeping');
    await Promise.resolve();
    first.become('installed');
    browser.use(first);
    await keeping;
    expect(browser.app.getState()).toMatchObject({
      kept: 'kept',
      build: BUILD,
      newVersion: 'none',
      error: null,
    });
  });

  it('is not kept when the browser refuses, and is when it is tried again', async () => {
    const browser = new Browser();
    browser.refuses = true;
    await browser.app.keep();
    expect(browser.app.getState()).toMatchObject({
      kept: 'not-kept',
      error: { code: 'offline/unavailable' },
    });
    browser.refuses = false;
    browser.registration.active = browser.controller = new Worker(BUILD, 'activated');
    await browser.app.keep();
    expect(browser.app.getState()).toMatchObject({ kept: 'kept', error: null });
    expect(browser.registered).toBe(2);
  });

  it('says why the first worker gave up', async () => {
    const browser = new Browser();
    const first = new Worker(BUILD, 'installing');
    browser.registration.installing = first;
    const keeping = browser.app.keep();
    await Promise.resolve();
    browser.tell({ kind: 'offline/not-kept', error: { code: 'offline/damaged-file', detail: '/' } });
    first.become('redundant');
    await keeping;
    expect(browser.app.getState()).toMatchObject({
      kept: 'not-kept',
      error: { code: 'offline/damaged-file' },
    });
  });

  it('stays kept without a server', async () => {
    const browser = await kept();
    browser.registration.update = () => Promise.reject(new TypeError('offline'));
    await browser.app.keep();
    await browser.app.look();
    expect(browser.app.getState()).toMatchObject({ kept: 'kept', error: null });
  });

  it('counts what its worker sent nowhere, and listens to nobody else', async () => {
    const browser = await kept();
    browser.tell({ kind: 'offline/refused', refusal: 'foreign' });
    browser.tell({ kind: 'something else' });
    expect(browser.app.getState().refused).toBe(1);
  });

  it('is nowhere where the browser has no service workers', async () => {
    const app = createWebOffline({ container: undefined, script: '/', reload: () => undefined });
    await app.keep();
    await app.look();
    await app.takeOver();
    expect(app.getState().kept).toBe('unavailable');
  });
});

describe('a newer version', () => {
  it('is ready when its worker waits beside the one in use, and takes over when told', async () => {
    const browser = await kept();
    const next = new Worker(NEXT, 'installing');
    browser.find(next);
    browser.registration.installing = null;
    browser.registration.waiting = next;
    next.become('installed');
    await expect.poll(() => browser.app.getState().newVersion).toBe('ready');
    const taking = browser.app.takeOver();
    expect(next.got).toEqual([{ kind: 'offline/take-over' }]);
    browser.use(next);
    await taking;
    await expect.poll(() => browser.app.getState().newVersion).toBe('in-use');
    expect(browser.app.getState().build).toBe(BUILD);
  });

  it('that another tab put to use is told of, and this page stays what it is', async () => {
    const browser = await kept();
    browser.use(new Worker(NEXT, 'activating'));
    await expect.poll(() => browser.app.getState().newVersion).toBe('in-use');
  });

  it('that another tab put to use before this page asked makes this page no newer', async () => {
    const browser = new Browser(new Worker(BUILD, 'activated'));
    browser.use(new Worker(NEXT, 'activating'));
    await expect.poll(() => browser.app.getState().newVersion).toBe('in-use');
    await browser.app.keep();
    expect(browser.app.getState()).toMatchObject({ kept: 'kept', build: null, newVersion: 'in-use' });
  });

  it('that this page is of already, loaded past the worker, waits for its worker like any other', async () => {
    const browser = new Browser();
    browser.registration.active = new Worker(NEXT, 'activated');
    const own = new Worker(BUILD, 'installed');
    browser.registration.waiting = own;
    await browser.app.keep();
    expect(browser.app.getState().newVersion).toBe('ready');
    browser.use(own);
    await expect.poll(() => browser.app.getState().build).toBe(BUILD);
    expect(browser.app.getState().newVersion).toBe('none');
  });

  it('that arrives damaged is named, and nothing is offered', async () => {
    const browser = await kept();
    const next = new Worker(NEXT, 'installing');
    browser.find(next);
    browser.tell({ kind: 'offline/not-kept', error: { code: 'offline/damaged-file', detail: '/' } });
    browser.registration.installing = null;
    next.become('redundant');
    await expect.poll(() => browser.app.getState().error?.code).toBe('offline/damaged-file');
    expect(browser.app.getState()).toMatchObject({ kept: 'kept', newVersion: 'none' });
  });

  it('is named too when its worker has ended before its word arrives', async () => {
    const browser = await kept();
    const next = new Worker(NEXT, 'installing');
    browser.find(next);
    browser.registration.installing = null;
    next.become('redundant');
    await expect.poll(() => browser.app.getState().error?.code).toBe('offline/not-kept');
    browser.tell({ kind: 'offline/not-kept', error: { code: 'offline/damaged-file', detail: '/' } });
    expect(browser.app.getState().error?.code).toBe('offline/damaged-file');
  });
});
