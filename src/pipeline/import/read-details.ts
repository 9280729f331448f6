import * as v from 'valibot';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { parseBoundedJson, type JsonLimits } from '../../domain/json/bounded-json.ts';
import { ModelDetailsSchema, type ModelDetails } from '../../domain/model/model-details.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import { DETAILS_FILE } from './import-names.ts';

/** Notes of 10,000 characters, 100 evaluations and a prompt take some 300 kB at most. */
const MAX_DETAILS_BYTES = 1024 * 1024;
const LIMITS: JsonLimits = { maxBytes: MAX_DETAILS_BYTES, maxDepth: 12, maxValues: 50_000 };

/**
 * What an export says about a model beyond its manifest: a name, notes, a prompt, evaluations. Null when there is none
 * or it is not valid: nothing in it decides what the weights are, so the model comes without it.
 */
export async function readDetails(files: FileSet, signal?: AbortSignal): Promise<ModelDetails | null> {
  const source = files.open(DETAILS_FILE);
  if (source === null || source.size > MAX_DETAILS_BYTES) return null;
  const json = parseBoundedJson(await source.read(0, source.size, signal), LIMITS, DETAILS_FILE);
  if (!json.ok) return null;
  const parsed = v.safeParse(ModelDetailsSchema, json.value);
  return parsed.success ? parsed.output : null;
}

export function detailsBytes(details: ModelDetails): Uint8Array {
  return jsonBytes(details);
}
