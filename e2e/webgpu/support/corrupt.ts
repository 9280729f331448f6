import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelCatalog } from '../../../src/domain/model/catalog.ts';
import type { ModelManifest } from '../../../src/domain/model/manifest.ts';
import type { LibraryIndex } from '../../../src/domain/model/model-library.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path: string, json: object): void => writeFileSync(path, JSON.stringify(json));

/**
 * A library whose one kernel computes something else: a function of its WGSL becomes another of the same length. The
 * index gets the new hash, so that every check but the known answer is content.
 */
export function corruptKernel(dist: string, library: string, kernel: string, from: string, to: string): void {
  const folder = join(dist, 'model-libs');
  const path = join(folder, `${library}.wasm`);
  const bytes = readFileSync(path);
  const start = bytes.indexOf(`fn ${kernel}(`);
  if (start < 0 || from.length !== to.length) throw new Error(`${library} has no kernel ${kernel}`);
  const end = bytes.indexOf('@compute', start);
  const stretch = bytes.subarray(start, end < 0 ? bytes.length : end);
  let changed = 0;
  for (let at = stretch.indexOf(from); at >= 0; at = stretch.indexOf(from, at + 1)) {
    stretch.write(to, at, 'latin1');
    changed++;
  }
  if (changed === 0) throw new Error(`${kernel} has no ${from}`);
  writeFileSync(path, bytes);
  const indexPath = join(folder, 'index.json');
  const index = readJson(indexPath) as LibraryIndex;
  for (const entry of index.libraries) if (entry.name === library) entry.sha256 = sha256(bytes);
  writeJson(indexPath, index);
}

/**
 * A model in which bytes of one shard are wrong although every hash fits: as if they had been wrong before they were
 * hashed. Its known answer is still the right one.
 */
export function corruptWeights(models: string, model: string, offset: number, length: number): void {
  const folder = join(models, model);
  const shard = join(folder, 'params_shard_0.bin');
  const bytes = readFileSync(shard);
  for (let at = offset; at < offset + length; at++) bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  writeFileSync(shard, bytes);
  const manifestPath = join(folder, 'manifest.json');
  const manifest = readJson(manifestPath) as ModelManifest;
  for (const file of manifest.files) if (file.path === 'params_shard_0.bin') file.sha256 = sha256(bytes);
  writeJson(manifestPath, manifest);
  const catalogPath = join(models, 'catalog.json');
  const catalog = readJson(catalogPath) as ModelCatalog;
  const manifestSha256 = sha256(readFileSync(manifestPath));
  for (const entry of catalog.models) if (entry.id === model) entry.manifestSha256 = manifestSha256;
  writeJson(catalogPath, catalog);
}
