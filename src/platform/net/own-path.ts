import { ASSET_LIST_PATH, BUILD_PATH, type BuildFile } from '../../domain/build/asset-list.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { modelBasePath } from '../../domain/model/catalog.ts';
import { MANIFEST, type ManifestFile, type ModelManifest } from '../../domain/model/manifest.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';

declare const own: unique symbol;

/**
 * The path of a file of our own origin: all that Readroom ever sends. Only this file makes one, from things that a list
 * names (a build, a catalog, a manifest, an index of libraries) and never from text that a person wrote, so that a
 * request has no place for a report.
 */
export type OwnPath = string & { readonly [own]: 'path of our own origin' };

const MODEL_ID = /^[a-z0-9][a-z0-9._-]{0,79}$/;
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const LIBRARY_FOLDER = '/model-libs/';

/** The page itself. */
export const PAGE_PATH: OwnPath = fixed('/');
/** Every file of the build with its hash. */
export const ASSET_LIST: OwnPath = fixed(ASSET_LIST_PATH);
/** What the build is made of (CycloneDX). */
export const SBOM_PATH: OwnPath = fixed('/sbom.cdx.json');
/** What the site asks of Readroom. */
export const POLICY_PATH: OwnPath = fixed('/policy.json');
/** The models that this origin serves. */
export const CATALOG_PATH: OwnPath = fixed('/models/catalog.json');
/** The compiled model libraries that it serves. */
export const LIBRARY_INDEX_PATH: OwnPath = fixed(`${LIBRARY_FOLDER}index.json`);

/** A file that the build lists. */
export function buildFilePath({ path }: Pick<BuildFile, 'path'>): OwnPath {
  return checked(path, BUILD_PATH.test(path));
}

/** A file that the bundler put into the build and whose address it wrote into the code (an import with `?url`). */
export function bundledPath(url: string): OwnPath {
  return checked(url, BUILD_PATH.test(url));
}

/** manifest.json of a model that the catalog offers. @throws ReadroomError `net/foreign-origin` for what is no id */
export function manifestPath({ id }: Pick<ModelManifest, 'id'>): OwnPath {
  return modelFilePath({ id }, { path: MANIFEST });
}

/** A file that a model's manifest lists. @throws ReadroomError `net/foreign-origin` for what is no plain name */
export function modelFilePath(
  { id }: Pick<ModelManifest, 'id'>,
  { path }: Pick<ManifestFile, 'path'>,
): OwnPath {
  return checked(modelBasePath(id) + path, MODEL_ID.test(id) && isFileName(path));
}

/** A compiled model library that the index lists. @throws ReadroomError `net/foreign-origin` for what is no plain name */
export function libraryPath({ file }: Pick<ModelLibrary, 'file'>): OwnPath {
  return checked(LIBRARY_FOLDER + file, isFileName(file));
}

function isFileName(name: string): boolean {
  return FILE_NAME.test(name);
}

function fixed(path: string): OwnPath {
  return path as OwnPath;
}

function checked(path: string, wellFormed: boolean): OwnPath {
  if (!wellFormed) throw new ReadroomError('net/foreign-origin', 'refused before sending');
  return fixed(path);
}
