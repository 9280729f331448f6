import { describe, expect, it } from 'vitest';
import { deferred } from '../domain/deferred.ts';
import { createPauseGate } from '../domain/io/pause-gate.ts';
import { createManualClock } from '../platform/clock/manual-clock.ts';
import { jobInWorker, type JobWorker } from './job-in-worker.ts';
import { createJobHandlers } from './job-handlers.ts';
import { serveRpc } from './rpc-server.ts';

/** Both ends of a channel in this thread, with the real server behind it; messages after `terminate` are lost. */
function workerWith(tidied: Promise<void>): { worker: JobWorker; said: string[]; ended: () => boolean } {
  const { port1, port2 } = new MessageChannel();
  const said: string[] = [];
  let isOver = false;
  serveRpc(port2, {
    ...createJobHandlers(createPauseGate()),
    'library/verify': async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await tidied;
      said.push('tidied');
      throw signal.reason;
    },
  });
  port2.start();
  port1.start();
  const worker = {
    postMessage: (message: unknown) => port1.postMessage(message),
    addEventListener: (type: string, listener: (event: MessageEvent) => void) =>
      port1.addEventListener(type as 'message', (event) => {
        said.push((event.data as { type: string }).type);
        if (!isOver) listener(event);
      }),
    terminate() {
      isOver = true;
      said.push('ended');
      port1.close();
    },
  } as unknown as JobWorker;
  return { worker, said, ended: () => isOver };
}

describe('a job in a worker of its own', () => {
  it.each(['pause', 'resume'] as const)(
    'that is told to %s and cancelled in one breath may tidy first',
    async (tell) => {
      const tidied = deferred<undefined>();
      const { worker, said, ended } = workerWith(tidied.promise);
      const controller = new AbortController();
      const job = jobInWorker(
        () => worker,
        createManualClock(),
        'library/verify',
        { modelId: 'm' },
        {
          signal: controller.signal,
        },
      );
      job[tell]();
      controller.abort();
      await expect(job.result).rejects.toMatchObject({ name: 'AbortError' });
      // The answer to the pause has come by now.
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(ended()).toBe(false);
      tidied.resolve(undefined);
      await expect.poll(ended).toBe(true);
      expect(said.indexOf('tidied')).toBeLessThan(said.indexOf('ended'));
      expect(said).toContain('tidied');
    },
  );
});
