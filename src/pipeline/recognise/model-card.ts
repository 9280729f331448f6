import { isAbort } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import {
  isObject,
  parseBoundedJson,
  type JsonLimits,
  type JsonObject,
} from '../../domain/json/bounded-json.ts';
import { readSmallFile } from '../formats/read-file.ts';

/** What files say besides the weights. A card that is missing or broken tells nothing and hinders nothing. */
export interface ModelCard {
  readonly name: string | null;
  readonly licence: string | null;
  /** Jinja texts of chat templates, the most binding first. */
  readonly templates: readonly string[];
  /** The vocabulary's own first and last token. */
  readonly begin: string | null;
  readonly end: string | null;
}

/** Llama 3's tokenizer_config.json takes 50 KB, with a thousand added tokens 300 KB. */
const MAX_CARD_BYTES: number = 1024 * 1024;
const LIMITS: JsonLimits = { maxBytes: MAX_CARD_BYTES, maxDepth: 8, maxValues: 65_536 };
/** The head of a README.md, where its licence stands. */
const MAX_HEAD = 16_384;
const READMES = ['README.md', 'MODEL-CARD.md'];

export async function readModelCard(files: FileSet, signal?: AbortSignal): Promise<ModelCard> {
  const config = await optionalJson(files, 'config.json', signal);
  const tokenizer = await optionalJson(files, 'tokenizer_config.json', signal);
  const jinja = await optionalText(files, 'chat_template.jinja', signal);
  return {
    name: lastPart(config['_name_or_path']),
    licence: await statedLicence(files, signal),
    templates: [...(jinja === null ? [] : [jinja]), ...templatesOf(tokenizer['chat_template'])],
    begin: tokenText(tokenizer['bos_token']),
    end: tokenText(tokenizer['eos_token']),
  };
}

/** Of `meta-llama/Llama-2-7b-chat-hf` or a folder of the author's machine only the last part is a name. */
function lastPart(path: unknown): string | null {
  if (typeof path !== 'string') return null;
  const part = path
    .split(/[/\\]/)
    .filter((piece) => piece !== '' && piece !== '.' && piece !== '..')
    .at(-1);
  return part ?? null;
}

function templatesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const template = isObject(item) ? item['template'] : null;
    return typeof template === 'string' ? [template] : [];
  });
}

function tokenText(value: unknown): string | null {
  const text = isObject(value) ? value['content'] : value;
  return typeof text === 'string' ? text : null;
}

/** `license: apache-2.0` in the front matter of the model card. */
async function statedLicence(files: FileSet, signal?: AbortSignal): Promise<string | null> {
  for (const name of READMES) {
    const text = await optionalText(files, name, signal);
    const [, front = ''] = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text?.slice(0, MAX_HEAD) ?? '') ?? [];
    const field = (key: string): string | undefined =>
      new RegExp(`^${key}:[ \\t]*["']?([^"'\\r\\n]+)`, 'm').exec(front)?.[1]?.trim();
    const licence = field('license');
    const named = licence === 'other' ? (field('license_name') ?? licence) : licence;
    if (named !== undefined) return named;
  }
  return null;
}

async function optionalJson(files: FileSet, name: string, signal?: AbortSignal): Promise<JsonObject> {
  const bytes = await optionalBytes(files, name, signal);
  const json = bytes === null ? null : parseBoundedJson(bytes, LIMITS, name);
  return json?.ok === true ? json.value : {};
}

async function optionalText(files: FileSet, name: string, signal?: AbortSignal): Promise<string | null> {
  const bytes = await optionalBytes(files, name, signal);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

async function optionalBytes(files: FileSet, name: string, signal?: AbortSignal): Promise<Uint8Array | null> {
  try {
    return await readSmallFile(files, name, MAX_CARD_BYTES, signal);
  } catch (error) {
    if (isAbort(error)) throw error;
    return null;
  }
}
