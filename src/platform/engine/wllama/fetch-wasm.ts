import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { isWasm } from '../../../domain/model/wasm-head.ts';
import type { OriginFetch } from '../../net/origin-fetch.ts';
import type { OwnPath } from '../../net/own-path.ts';

/**
 * llama.cpp's program as a blob of our own, checked to be one: wllama 3.8.1 waits for ever when its worker cannot
 * fetch or recognise the file.
 * @throws ReadroomError `engine/wasm-failed`, `net/…`; AbortError
 */
export async function fetchWasm(net: OriginFetch, path: OwnPath, signal?: AbortSignal): Promise<Blob> {
  const response = await net.get(path, { signal });
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ReadroomError('net/offline', 'engine', { cause });
  }
  if (!isWasm(bytes)) {
    throw new ReadroomError('engine/wasm-failed', 'not WebAssembly');
  }
  return new Blob([bytes], { type: 'application/wasm' });
}
