import { builtModelId } from '../domain/model/catalog.ts';
import { buildModel } from '../pipeline/build/build-model.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { createWebHashing } from '../platform/crypto/web-hashing.ts';
import { webFileSet } from '../platform/files/web-files.ts';
import { createStoreSink } from '../platform/model-store/create-store-sink.ts';
import { createHashingSink } from './hashing-sink.ts';
import type { RpcHandler } from './rpc-server.ts';

/** Runs the very pipeline that Node runs, on files that the user chose. */
export const buildInBrowser: RpcHandler<'pipeline/build'> = async (request, { signal, progress }) => {
  const { config, quantization, base, adapter, target } = request;
  const hashing = createWebHashing();
  const modelId = builtModelId(config.id, quantization);
  const store =
    target === 'store'
      ? createStoreSink({ modelId, origin: globalThis.origin, hashing, clock: createWebClock() })
      : null;
  const sink = createHashingSink(hashing, store);
  const { manifest, manifestSha256 } = await buildModel({
    config,
    quantization,
    base: webFileSet(base),
    adapter: adapter === null ? null : webFileSet(adapter),
    sink,
    hashing,
    signal,
    onProgress: progress,
  });
  // A resumed build rewrites only what it lacked; the manifest knows the hashes of all the rest.
  const written = manifest.files.map(({ path, sha256 }): [string, string] => [path, sha256]);
  return { manifest, manifestSha256, fileHashes: Object.fromEntries([...written, ...sink.hashes]) };
};
