import * as v from 'valibot';
import { AssetListSchema, canonicalText, listedPart, type AssetList } from '../../domain/build/asset-list.ts';
import { ReadroomError, isAbort } from '../../domain/errors/readroom-error.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import { serviceWorkerHead } from '../../domain/offline/kept-build.ts';
import type { FileFacts, ServedFile } from '../../domain/privacy/evidence/evidence.ts';
import { readBody } from '../model-store/read-body.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { ASSET_LIST, buildFilePath, SBOM_PATH, type OwnPath } from '../net/own-path.ts';

/** The largest file of a build is web-llm's script, 6 MB; more is no file of ours (CWE-770). */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Of all files together; a build has some 40 MB. */
const MAX_TOTAL_BYTES = 512 * 1024 * 1024;

export interface ServedFiles {
  /** Made anew from the list's lines, whatever the list calls itself. */
  readonly build: string;
  readonly files: readonly ServedFile[];
  /** The bill of materials as it came; null where the server has none. */
  readonly sbom: Uint8Array | null;
}

/**
 * Asks for the list of the build and for every file in it, past the HTTP cache.
 * @throws ReadroomError `privacy/no-file-list`, `privacy/over-limit`, `net/offline`; AbortError
 */
export async function readServedFiles(
  net: Pick<OriginFetch, 'get'>,
  hashing: Pick<Hashing, 'sha256'>,
  {
    signal,
    onProgress,
  }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<ServedFiles> {
  let total = 0;
  let sbom: Uint8Array | null = null;
  const read = async (
    path: OwnPath,
    listed: FileFacts | null,
    head?: string,
  ): Promise<{ file: ServedFile; bytes: Uint8Array | null }> => {
    const answer = await ask(net, path, signal);
    const headers = answer === null ? [] : [...answer.headers].sort(([a], [b]) => (a < b ? -1 : 1));
    const bytes = answer === null ? null : await bodyOf(answer, path, signal);
    total += bytes?.length ?? 0;
    if (total > MAX_TOTAL_BYTES) throw new ReadroomError('privacy/over-limit');
    const got = bytes === null ? null : await factsOf(listedPart(path, bytes, head));
    return { file: { path, listed, got, headers }, bytes };
  };

  const factsOf = async (bytes: Uint8Array): Promise<FileFacts> => ({
    bytes: bytes.length,
    sha256: await hashing.sha256(bytes),
  });

  const { file: listFile, bytes: listBytes } = await read(ASSET_LIST, null);
  const list = parseList(listBytes);
  const head = listFile.got === null ? '' : serviceWorkerHead(list, listFile.got);
  const files: ServedFile[] = [];
  for (const [index, listed] of list.files.entries()) {
    const { path, bytes, sha256 } = listed;
    const { file, bytes: body } = await read(buildFilePath(listed), { bytes, sha256 }, head);
    if (path === SBOM_PATH) sbom = body;
    files.push(file);
    onProgress(index + 1, list.files.length);
  }
  files.push(listFile);
  const { sha256: build } = await factsOf(new TextEncoder().encode(canonicalText(list.files)));
  return { build, files, sbom };
}

/** Null for anything but the file itself: the comparison says that it is missing. */
async function ask(
  net: Pick<OriginFetch, 'get'>,
  path: OwnPath,
  signal: AbortSignal,
): Promise<Response | null> {
  try {
    return await net.get(path, { signal, fresh: true });
  } catch (error) {
    if (error instanceof ReadroomError && error.code === 'net/http-status') return null;
    throw error;
  }
}

/** Null when it is larger than any file of ours. */
async function bodyOf(response: Response, name: string, signal: AbortSignal): Promise<Uint8Array | null> {
  try {
    return await readBody(response, { name, signal, max: MAX_FILE_BYTES });
  } catch (error) {
    if (!isAbort(error) && error instanceof ReadroomError && error.code === 'net/wrong-size') return null;
    throw error;
  }
}

function parseList(bytes: Uint8Array | null): AssetList {
  try {
    return v.parse(AssetListSchema, JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())));
  } catch (cause) {
    throw new ReadroomError('privacy/no-file-list', '', { cause });
  }
}
