import { readFile } from 'node:fs/promises';
import type { ModelManifest } from '../../src/domain/model/manifest.ts';
import { parseManifest } from '../../src/domain/model/parse-manifest.ts';
import { CompileError } from './compile-error.ts';

/**
 * The manifest of a built model: it has all that a compiled library depends on. Null for any other file.
 * @throws CompileError for one that says it is a manifest and is damaged
 */
export async function readManifest(path: string): Promise<ModelManifest | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof json !== 'object' || json === null || !('pipelineVersion' in json)) return null;
  } catch {
    // Whoever reads it as a configuration says what is wrong.
    return null;
  }
  const manifest = parseManifest(bytes);
  if (!manifest.ok) throw new CompileError(`${path}: this manifest is damaged: ${manifest.error}.`);
  return manifest.value;
}
