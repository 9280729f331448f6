import { ReadroomError } from '../../domain/errors/readroom-error.ts';

export interface ReadBodyOptions {
  /** Shown in errors. */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (received: number) => void;
}

/**
 * Streams a response into one buffer: of exactly `size` bytes, or of at most `max`.
 * @throws ReadroomError `net/wrong-size` as soon as it is known, `net/offline` when the connection breaks; AbortError
 */
export async function readBody(
  response: Response,
  options: ReadBodyOptions & ({ readonly size: number } | { readonly max: number }),
): Promise<Uint8Array<ArrayBuffer>> {
  const { name, signal, onBytes } = options;
  const exact = 'size' in options;
  const limit = exact ? options.size : options.max;
  let buffer = new Uint8Array(exact ? limit : Math.min(limit, 65_536));
  let received = 0;
  const reader = response.body?.getReader();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const chunk = await reader?.read().catch((cause: unknown) => {
        signal?.throwIfAborted();
        throw new ReadroomError('net/offline', name, { cause });
      });
      if (chunk === undefined || chunk.done) break;
      const end = received + chunk.value.length;
      if (end > limit) throw new ReadroomError('net/wrong-size', `${name}: more than ${limit} bytes`);
      if (end > buffer.length) buffer = grown(buffer, Math.min(limit, Math.max(end, buffer.length * 2)));
      buffer.set(chunk.value, received);
      received = end;
      onBytes?.(received);
    }
  } catch (error) {
    void reader?.cancel().catch(() => undefined);
    throw error;
  }
  if (exact && received !== limit) {
    throw new ReadroomError('net/wrong-size', `${name}: ${received} of ${limit} bytes`);
  }
  return received === buffer.length ? buffer : buffer.slice(0, received);
}

function grown(buffer: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(buffer);
  return larger;
}
