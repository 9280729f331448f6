import type { LlamaArchitecture } from './architecture.ts';
import type { BaseFacts, AdapterFacts } from './merge-facts.ts';
import type { ChatTemplate, ModelConfig } from './model-config.ts';
import { QUANTIZATIONS, type Quantization } from './quantization.ts';

/** From here on a model takes 4 bits unless told otherwise: 8 would not fit most workstations. */
const BIG_PARAMETERS = 1e9;
/** Prompt and impression of a long report stay under 1,000 tokens; a big model has room for a prior report too. */
const WINDOW = 2048;
const BIG_WINDOW = 4096;
/** Fewer tokens hold no findings. */
const MIN_WINDOW = 128;
/** As in model-configs/: shares of the window, up to what a GPU prefills well and an impression needs. */
const CHUNK_SHARE = 1 / 4;
const MAX_CHUNK = 1024;
const IMPRESSION_SHARE = 3 / 32;
const MAX_NEW_TOKENS = 256;

/** An id has room for 80 characters, of which `-1234abcd` and `-q4f16_1` are ours. */
const MAX_SLUG = 60;
const ADAPTER_DIGITS = 8;
/** Longer names are a file's mistake. */
const MAX_NAME = 120;

export const NOT_STATED = 'not stated by its files';
/** The same for every model, so that a manifest shows that its config was derived and not written by hand. */
export const DERIVED_DESCRIPTION =
  'Made from files of your own; its names and licences are what those files state. For research; not a medical device.';

/** What a person may choose about a merge. */
export interface ConfigChoices {
  readonly name?: string;
  readonly id?: string;
  readonly chatTemplate?: ChatTemplate;
  readonly window?: number;
  readonly quantization?: Quantization;
}

/** The full config of a merge of recognised files, with every choice made for the person. */
export function deriveConfig(
  base: BaseFacts,
  adapter: AdapterFacts | null,
  chatTemplate: ChatTemplate,
): ModelConfig {
  const name = clean(base.name, MAX_NAME) || 'Model';
  const licence = licenceText(base.licence);
  const big = base.parameters > BIG_PARAMETERS;
  const window = Math.min(base.architecture.maxPositionEmbeddings, big ? BIG_WINDOW : WINDOW);
  return {
    id: derivedId(name, adapter),
    displayName: adapter === null ? name : `${name} + adapter ${adapterDigits(adapter)}`,
    description: DERIVED_DESCRIPTION,
    licence: adapter === null ? licence : `base: ${licence}; adapter: ${licenceText(adapter.licence)}`,
    architecture: base.architecture,
    base: {
      origin: originOf(base.files),
      licence,
      format: base.format,
      source: { kind: 'local' },
      sha256: null,
      bytes: null,
    },
    adapter:
      adapter === null
        ? null
        : { path: 'adapter', sha256: adapter.sha256, licence: licenceText(adapter.licence) },
    tokenizer: { kind: base.tokenizer },
    chatTemplate,
    context: contextOf(window),
    generation: { maxNewTokens: newTokensOf(window), temperature: 0 },
    quantizations: [...QUANTIZATIONS],
    defaultQuantization: big ? 'q4f16_1' : 'q8f16_1',
  };
}

/**
 * The config with a person's choices in place. The screen and the command line both go through here, so that the same
 * choices give the same bytes.
 */
export function withChoices(config: ModelConfig, choices: ConfigChoices): ModelConfig {
  const { name, id, chatTemplate, window, quantization } = choices;
  return {
    ...config,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { displayName: clean(name, MAX_NAME) || config.displayName }),
    ...(chatTemplate === undefined ? {} : { chatTemplate }),
    ...(window === undefined
      ? {}
      : {
          context: contextOf(window),
          generation: { ...config.generation, maxNewTokens: newTokensOf(window) },
        }),
    ...(quantization === undefined ? {} : { defaultQuantization: quantization }),
  };
}

/** What is wrong with a context window for a base, as a sentence, or null. */
export function windowProblem(window: number, base: LlamaArchitecture): string | null {
  if (!Number.isInteger(window)) return 'The context window is a whole number of tokens.';
  if (window < MIN_WINDOW) return `The context window is at least ${MIN_WINDOW} tokens.`;
  if (window > base.maxPositionEmbeddings)
    return `This base was made for at most ${base.maxPositionEmbeddings} tokens.`;
  return null;
}

/** An id made of a name: lower case, with hyphens for what an id cannot hold. */
export function idOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, MAX_SLUG)
    .replace(/[^a-z0-9]+$/, '');
  return slug === '' ? 'model' : slug;
}

/**
 * Of the files' names alone. What a folder or a choice is called differs between the browser and the command line and
 * changes with a move: it may suggest a name and an id, and decides no other byte.
 */
function originOf(files: BaseFacts['files']): string {
  const [first = 'files of your own', ...others] = files.map(({ name }) => clean(name, MAX_NAME)).sort();
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function derivedId(name: string, adapter: AdapterFacts | null): string {
  return adapter === null ? idOf(name) : `${idOf(name)}-${adapterDigits(adapter)}`;
}

function adapterDigits(adapter: AdapterFacts): string {
  return adapter.sha256.slice(0, ADAPTER_DIGITS);
}

function contextOf(window: number): ModelConfig['context'] {
  return { window, prefillChunk: Math.min(MAX_CHUNK, Math.max(1, Math.floor(window * CHUNK_SHARE))) };
}

function newTokensOf(window: number): number {
  return Math.min(MAX_NEW_TOKENS, Math.max(1, Math.floor(window * IMPRESSION_SHARE)));
}

function licenceText(licence: string | null): string {
  const text = clean(licence ?? '', MAX_NAME);
  return text === '' ? NOT_STATED : `${text}, as its files state`;
}

/** One line without control characters. */
function clean(text: string, maxLength: number): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
    .trim();
}
