import * as v from 'valibot';
import { parseBoundedJson, type JsonLimits } from '../json/bounded-json.ts';
import { err, ok, type Result } from '../result.ts';
import { knownAnswerProblem } from './known-answer.ts';
import { ModelManifestSchema, type ModelManifest } from './manifest.ts';

/** 10,000 files at some 200 bytes each are 2 MB; more is no manifest. */
export const MAX_MANIFEST_BYTES: number = 4 * 1024 * 1024;

/** manifest > files > file is as deep as it goes; four members for each file and some for the rest. */
const JSON_LIMITS: JsonLimits = { maxBytes: MAX_MANIFEST_BYTES, maxDepth: 8, maxValues: 100_000 };

/** The longest array that every current browser can make is 2 GiB; shards are 32 MiB, single tensors up to 0.5 GiB. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

const NEEDED_ROLES = ['shard', 'tensor-cache', 'chat-config', 'tokenizer'] as const;

/** manifest.json from its bytes, or what is wrong with it in a few words (a field's path, never its content). */
export function parseManifest(bytes: Uint8Array): Result<ModelManifest, string> {
  const json = parseBoundedJson(bytes, JSON_LIMITS, 'manifest.json');
  if (!json.ok) return err(json.error.detail);
  const parsed = v.safeParse(ModelManifestSchema, json.value);
  if (!parsed.success) return err(v.getDotPath(parsed.issues[0]) ?? 'not an object');
  const problem = problemOf(parsed.output);
  return problem === null ? ok(parsed.output) : err(problem);
}

function problemOf({ files, totalBytes, knownAnswer, architecture }: ModelManifest): string | null {
  if (new Set(files.map(({ path }) => path)).size !== files.length) return 'a file is listed twice';
  if (files.some(({ path }) => path === 'manifest.json')) return 'it lists itself';
  if (files.some(({ bytes }) => bytes > MAX_FILE_BYTES)) return 'a file is too large';
  if (files.reduce((sum, file) => sum + file.bytes, 0) !== totalBytes) return 'totalBytes is not the sum';
  const lacksRole = NEEDED_ROLES.some((role) => !files.some((file) => file.role === role));
  if (lacksRole) return 'a needed file is not listed';
  return knownAnswer === undefined ? null : knownAnswerProblem(knownAnswer, architecture.vocabSize);
}
