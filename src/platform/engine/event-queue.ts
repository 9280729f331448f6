/** A queue between a producer that pushes and one consumer that iterates. */
export interface EventQueue<T> extends AsyncIterable<T> {
  push(value: T): void;
  /** Ends the iteration after what is queued. */
  close(): void;
  /** Ends the iteration with an error after what is queued. */
  fail(error: unknown): void;
}

type Ending = { readonly error: unknown } | 'closed' | null;

export function createEventQueue<T>(): EventQueue<T> {
  const values: T[] = [];
  let ending: Ending = null;
  let wake: () => void = () => undefined;

  async function* iterate(): AsyncGenerator<T> {
    for (;;) {
      while (values.length > 0) yield values.shift() as T;
      if (ending === 'closed') return;
      if (ending !== null) throw ending.error;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    push(value) {
      values.push(value);
      wake();
    },
    close() {
      ending ??= 'closed';
      wake();
    },
    fail(error) {
      ending ??= { error };
      wake();
    },
    [Symbol.asyncIterator]: iterate,
  };
}
