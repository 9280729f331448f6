/** `Clock.sleep` in terms of `Clock.after`, shared by the real clock and the manual one. */
export function abortableSleep(
  after: (ms: number, task: () => void) => () => void,
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      cancel();
      reject(new DOMException('The wait was cancelled.', 'AbortError'));
    };
    const cancel = after(ms, () => {
      signal?.removeEventListener('abort', fail);
      resolve();
    });
    if (signal?.aborted) fail();
    else signal?.addEventListener('abort', fail, { once: true });
  });
}
