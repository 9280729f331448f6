import * as v from 'valibot';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import { modelBasePath } from '../../domain/model/catalog.ts';
import { ModelManifestSchema, type ModelManifest } from '../../domain/model/manifest.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { readBody } from './read-body.ts';

/** 10,000 files at some 200 bytes each are 2 MB; more is no manifest. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** The longest array that every current browser can make is 2 GiB; shards are 32 MiB, single tensors up to 0.5 GiB. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

const NEEDED_ROLES = ['shard', 'tensor-cache', 'chat-config', 'tokenizer'] as const;

export interface FetchedManifest {
  readonly manifest: ModelManifest;
  readonly sha256: string;
}

/**
 * Fetches and checks manifest.json of a model's folder (with a slash at its end).
 * @throws ReadroomError `net/bad-manifest`, `net/manifest-changed`, `net/…`
 */
export async function fetchManifest(
  net: OriginFetch,
  hashing: Hashing,
  folder: string,
  expectedSha256: string | undefined,
  signal: AbortSignal | undefined,
): Promise<FetchedManifest> {
  const response = await net.get(`${folder}manifest.json`, { signal, fresh: true });
  const bytes = await readBody(response, { max: MAX_MANIFEST_BYTES, name: 'manifest.json', signal });
  const sha256 = await hashing.sha256(bytes);
  if (expectedSha256 !== undefined && sha256 !== expectedSha256) {
    throw new ReadroomError('net/manifest-changed', 'SHA-256 differs from the catalog');
  }
  const manifest = parseManifest(bytes);
  if (!new URL(folder, `${net.origin}/`).pathname.endsWith(modelBasePath(manifest.id))) {
    throw new ReadroomError('net/bad-manifest', 'its id is not that of its folder');
  }
  return { manifest, sha256 };
}

/** @throws ReadroomError `net/bad-manifest` with the field that is wrong */
export function parseManifest(bytes: Uint8Array): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ReadroomError('net/bad-manifest', 'not JSON', { cause });
  }
  const parsed = v.safeParse(ModelManifestSchema, json);
  if (!parsed.success) throw new ReadroomError('net/bad-manifest', v.getDotPath(parsed.issues[0]) ?? '');
  const { files, totalBytes } = parsed.output;
  const problem =
    new Set(files.map(({ path }) => path)).size !== files.length
      ? 'a file is listed twice'
      : files.some(({ path }) => path === 'manifest.json')
        ? 'it lists itself'
        : files.some(({ bytes: size }) => size > MAX_FILE_BYTES)
          ? 'a file is too large'
          : files.reduce((sum, file) => sum + file.bytes, 0) !== totalBytes
            ? 'totalBytes is not the sum'
            : NEEDED_ROLES.some((role) => !files.some((file) => file.role === role))
              ? 'a needed file is not listed'
              : null;
  if (problem !== null) throw new ReadroomError('net/bad-manifest', problem);
  return parsed.output;
}
