import * as v from 'valibot';
import type { FileSet } from '../../domain/io/byte-source.ts';
import { parseBoundedJson, type JsonLimits } from '../../domain/json/bounded-json.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import { ModelDetailsSchema, type ModelDetails } from '../../domain/model/model-details.ts';
import { checkTemplate } from '../../domain/prompt/check-template.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import { DETAILS_FILE } from './import-names.ts';
import type { OpenedModel } from './open-readroom.ts';

/** Notes of 10,000 characters, 100 evaluations and a prompt take some 300 kB at most. */
const MAX_DETAILS_BYTES = 1024 * 1024;
const LIMITS: JsonLimits = { maxBytes: MAX_DETAILS_BYTES, maxDepth: 12, maxValues: 50_000 };

/**
 * What an export says about a model beyond its manifest: a name, notes, a prompt, evaluations. Null when there is none
 * or it is not valid: nothing in it decides what the weights are, so the model comes without it. No hash covers it: a
 * prompt that this model cannot use, or that is the manifest's own, is left out.
 */
export async function readDetails(
  files: FileSet,
  { manifest, specialTokens }: Pick<OpenedModel, 'manifest' | 'specialTokens'>,
  signal?: AbortSignal,
): Promise<ModelDetails | null> {
  const source = files.open(DETAILS_FILE);
  if (source === null || source.size > MAX_DETAILS_BYTES) return null;
  const json = parseBoundedJson(await source.read(0, source.size, signal), LIMITS, DETAILS_FILE);
  if (!json.ok) return null;
  const parsed = v.safeParse(ModelDetailsSchema, json.value);
  if (!parsed.success) return null;
  const { prompt } = parsed.output;
  const isOwn = prompt !== null && !isSame(prompt, manifest.chatTemplate);
  const isUsable = isOwn && checkTemplate(prompt, specialTokens).length === 0;
  return { ...parsed.output, prompt: isUsable ? prompt : null };
}

function isSame(a: ChatTemplate, b: ChatTemplate): boolean {
  return (
    a.template === b.template &&
    a.systemMessage === b.systemMessage &&
    a.stop.length === b.stop.length &&
    a.stop.every((stop, index) => stop === b.stop[index])
  );
}

export function detailsBytes(details: ModelDetails): Uint8Array {
  return jsonBytes(details);
}
