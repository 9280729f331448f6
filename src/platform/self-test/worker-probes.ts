import type { Outcome, Probe, Target } from './probe.ts';

/** What a blob worker tells: how it ended, or the rule that stopped it. */
type Told = { readonly outcome: Outcome } | { readonly rule: string };

/** A refusal that a worker of ours was told, handed on under the name by which the runner knows it. */
class StoppedInWorker extends Error {}

/** Runs in the blob: words of its own, since a blob can import nothing. */
const LISTEN = `
const tell = (told) => postMessage(told);
addEventListener('securitypolicyviolation', (event) => {
  if (event.disposition === 'enforce') tell({ rule: event.effectiveDirective });
});
`;
const FETCH = `fetch(URL_HERE, { mode: 'no-cors' }).then(
  () => tell({ outcome: 'answered' }),
  () => setTimeout(() => tell({ outcome: 'failed' }), 400),
);`;
const IMPORT = `try {
  importScripts(URL_HERE);
  tell({ outcome: 'answered' });
} catch {
  setTimeout(() => tell({ outcome: 'failed' }), 400);
}`;

function inBlob(code: string): (target: Target) => Promise<Outcome> {
  return ({ url, signal }) => {
    const text = LISTEN + code.replace('URL_HERE', JSON.stringify(url));
    const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    const worker = new Worker(address);
    signal.addEventListener(
      'abort',
      () => {
        worker.terminate();
        URL.revokeObjectURL(address);
      },
      { once: true },
    );
    return new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
        if ('rule' in data) reject(new StoppedInWorker(data.rule));
        else resolve(data.outcome);
      });
      worker.addEventListener('error', () => resolve('failed'));
    });
  };
}

/** The rule that stopped a worker of the test, null for any other error. */
export function ruleInWorker(error: unknown): string | null {
  return error instanceof StoppedInWorker ? error.message : null;
}

export const FOREIGN_WORKER_PROBE: Probe = {
  channel: 'foreign-worker',
  fire: ({ url, signal }) => {
    const worker = new Worker(url);
    signal.addEventListener('abort', () => worker.terminate(), { once: true });
    return new Promise((resolve) => {
      worker.addEventListener('error', () => resolve('failed'));
      worker.addEventListener('message', () => resolve('answered'));
    });
  },
};

export const BLOB_WORKER_PROBES: readonly Probe[] = [
  { channel: 'blob-worker', fire: inBlob(FETCH) },
  { channel: 'import-scripts', fire: inBlob(IMPORT) },
];
