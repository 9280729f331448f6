/** One load at a time: a newer one stops the older and waits for it to end, so that two models never share the memory. */
export interface SingleLoad {
  /** @throws AbortError when `outer` fires or a newer load begins */
  begin<T>(outer: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The load under way, if any. Rejects as that load does. */
  underWay(): Promise<unknown>;
  isIdle(): boolean;
}

interface Load {
  readonly controller: AbortController;
  readonly result: Promise<unknown>;
  /** Settles when the load has ended; never rejects. */
  readonly ended: Promise<void>;
}

export function createSingleLoad(): SingleLoad {
  let current: Load | null = null;

  return {
    begin<T>(outer: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const previous = current;
      const controller = new AbortController();
      const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
      previous?.controller.abort();
      const run = async (): Promise<T> => {
        await previous?.ended;
        signal.throwIfAborted();
        const result = await work(signal);
        // Work that did not notice the end of its time is no result any more.
        signal.throwIfAborted();
        return result;
      };
      const result = run();
      const settled = (): void => {
        if (current === load) current = null;
      };
      const load: Load = { controller, result, ended: result.then(settled, settled) };
      current = load;
      return result;
    },
    underWay: () => current?.result ?? Promise.resolve(),
    isIdle: () => current === null,
  };
}
