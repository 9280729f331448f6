import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ModelCatalogSchema, type ModelCatalog } from '../../src/domain/model/catalog.ts';
import { readManifest } from '../../src/pipeline/build/verify-model.ts';
import { jsonBytes } from '../../src/pipeline/shards/json-bytes.ts';
import { folderSink, isNotFound } from './folder-sink.ts';
import { nodeHashing } from './node-hashing.ts';
import { openPath } from './node-file-set.ts';

const CATALOG = 'catalog.json';

/**
 * Writes catalog.json anew from the finished models in the folder.
 * @param chooseDefault picks the default from the old default (null when there was none)
 * @returns null, and no file, when the folder holds no finished model
 */
export async function updateCatalog(
  folder: string,
  chooseDefault: (old: string | null) => string | null = (old) => old,
): Promise<ModelCatalog | null> {
  const sink = folderSink(folder);
  const models: ModelCatalog['models'] = [];
  for (const name of await folderNames(folder)) {
    const entry = await readEntry(join(folder, name));
    // The folder's name is part of a served model's address.
    if (entry?.id === name) models.push(entry);
  }
  const [first] = models;
  if (first === undefined) {
    await sink.remove(CATALOG);
    return null;
  }
  const wanted = chooseDefault(oldDefault(await sink.read(CATALOG)));
  const defaultModel = models.some((model) => model.id === wanted) && wanted !== null ? wanted : first.id;
  const catalog: ModelCatalog = { schemaVersion: 1, defaultModel, models };
  await sink.write(CATALOG, jsonBytes(catalog));
  return catalog;
}

async function readEntry(path: string): Promise<ModelCatalog['models'][number] | null> {
  const files = openPath(path);
  try {
    const { manifest, manifestSha256 } = await readManifest(files, nodeHashing);
    const { id, displayName, totalBytes } = manifest;
    return { id, displayName, totalBytes, manifestSha256 };
  } catch {
    // Not a model, or not a finished one: not in the catalogue.
    return null;
  } finally {
    files.close();
  }
}

async function folderNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function oldDefault(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    const result = v.safeParse(ModelCatalogSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output.defaultModel : null;
  } catch {
    return null;
  }
}
