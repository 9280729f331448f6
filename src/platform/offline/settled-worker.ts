/** Resolves when a service worker has come to `state` or beyond, or was given up. */
export function settled(
  worker: ServiceWorker,
  state: 'installed' | 'activated' = 'installed',
): Promise<'reached' | 'redundant'> {
  return new Promise((resolve) => {
    const look = (): void => {
      const outcome = outcomeOf(worker.state, state);
      if (outcome === null) return;
      worker.removeEventListener('statechange', look);
      resolve(outcome);
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

function outcomeOf(
  now: ServiceWorkerState,
  wanted: 'installed' | 'activated',
): 'reached' | 'redundant' | null {
  if (now === 'redundant') return 'redundant';
  const reached = wanted === 'activated' ? now === 'activated' : now !== 'parsed' && now !== 'installing';
  return reached ? 'reached' : null;
}
