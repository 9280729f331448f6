/** Asked anew: TypeScript takes the answer from before an await for granted. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/**
 * Waits no longer than the signal lets it; what it waited for goes on.
 * @throws AbortError
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new DOMException('The run ended while it waited.', 'AbortError'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
