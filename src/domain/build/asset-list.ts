import * as v from 'valibot';
import { Sha256Schema } from '../model/model-config.ts';

/** Where the build puts the list of its files (scripts/serve/asset-list.ts). It does not list itself. */
export const ASSET_LIST_PATH = '/assets.json';
/** Its first line carries the hash of the list (domain/offline/kept-build), so the list names what follows it. */
export const SERVICE_WORKER_PATH = '/service-worker.js';
const NEWLINE = 0x0a;
/** Far above any build's: a lying list must not make a browser fetch for ever. */
const MAX_FILES = 500;

/** No address of another host, nothing that climbs, no query: plain names below the origin. */
export const BUILD_PATH = /^(?:\/|(?:\/[A-Za-z0-9_@-][A-Za-z0-9_@.-]*)+)$/;

/** One file of the build, as the server sends it. */
const BuildFileSchema = v.strictObject({
  /** Path under the origin; the page itself is `/`. */
  path: v.pipe(v.string(), v.maxLength(256), v.regex(BUILD_PATH)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Of those bytes, in hex. */
  sha256: Sha256Schema,
});

/** assets.json: every file of a build that is served, sorted by path. */
export const AssetListSchema = v.strictObject({
  schemaVersion: v.literal(2),
  /** SHA-256 in hex of `canonicalText(files)`: two builds with the same id are the same bytes. */
  build: Sha256Schema,
  files: v.pipe(v.array(BuildFileSchema), v.maxLength(MAX_FILES)),
});

export type BuildFile = Readonly<v.InferOutput<typeof BuildFileSchema>>;
export type AssetList = v.InferOutput<typeof AssetListSchema>;

/**
 * The bytes of a file that its entry in the list is about: all of them, but for the service worker's first line.
 * @param head what that line must be; where it is another one, all bytes are given, which no entry fits
 */
export function listedPart(path: string, content: Uint8Array, head?: string): Uint8Array {
  if (path !== SERVICE_WORKER_PATH) return content;
  const end = content.indexOf(NEWLINE);
  const line = new TextDecoder().decode(content.subarray(0, Math.max(end, 0)));
  return end < 0 || (head !== undefined && line !== head) ? content : content.subarray(end + 1);
}

/**
 * What the id of a build is the hash of: a line `<sha256> <bytes> <path>` per file, by path in the order of its UTF-16
 * units, each line ended. Anyone can make it again with sha256sum and a sort.
 */
export function canonicalText(files: readonly BuildFile[]): string {
  const byPath = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return byPath.map(({ path, bytes, sha256 }) => `${sha256} ${bytes} ${path}\n`).join('');
}
