import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { MAX_MANIFEST_BYTES, parseManifest } from '../../domain/model/parse-manifest.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { manifestPath } from '../net/own-path.ts';
import { readBody } from './read-body.ts';

export interface FetchedManifest {
  readonly manifest: ModelManifest;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/**
 * Fetches and checks manifest.json of a model that our origin serves.
 * @throws ReadroomError `net/bad-manifest`, `net/manifest-changed`, `net/…`
 */
export async function fetchManifest(
  net: OriginFetch,
  hashing: Hashing,
  id: string,
  expectedSha256: string | undefined,
  signal: AbortSignal | undefined,
): Promise<FetchedManifest> {
  const response = await net.get(manifestPath({ id }), { signal, fresh: true });
  const bytes = await readBody(response, { max: MAX_MANIFEST_BYTES, name: 'manifest.json', signal });
  const sha256 = await hashing.sha256(bytes);
  if (expectedSha256 !== undefined && sha256 !== expectedSha256) {
    throw new ReadroomError('net/manifest-changed', 'SHA-256 differs from the catalog');
  }
  const parsed = parseManifest(bytes);
  if (!parsed.ok) throw new ReadroomError('net/bad-manifest', parsed.error);
  const manifest = parsed.value;
  if (manifest.id !== id) {
    throw new ReadroomError('net/bad-manifest', 'its id is not that of its folder');
  }
  return { manifest, sha256, bytes };
}
