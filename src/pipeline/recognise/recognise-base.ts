import { baseName } from '../../domain/io/base-name.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { BaseFacts } from '../../domain/model/merge-facts.ts';
import type { GgufHeader } from '../formats/gguf/header.ts';
import { readStrings } from '../formats/gguf/metadata.ts';
import { readGgufHeader } from '../formats/gguf/read-header.ts';
import { openBase } from '../formats/open-base.ts';
import { requireFile } from '../formats/read-file.ts';
import { TOKENIZER } from '../shards/model-files.ts';
import type { WeightSource } from '../weight-source.ts';
import { readModelCard, type ModelCard } from './model-card.ts';
import { wrongBase } from './wrong-choice.ts';

export interface RecognisedBase {
  readonly facts: BaseFacts;
  readonly card: ModelCard;
  readonly source: WeightSource;
}

/** More special tokens than this are no vocabulary's first or last. */
const MAX_TOKEN_ID = 1_048_576;

/**
 * What a base is, from its headers and small files.
 * @param label the chosen folder's or file's name, which names a base that does not name itself
 * @throws ReadroomError `library/…`, `format/…`
 */
export async function recogniseBase(
  files: FileSet,
  label: string,
  signal?: AbortSignal,
): Promise<RecognisedBase> {
  const wrong = wrongBase(files.names);
  if (wrong !== null) throw wrong;
  const gguf = files.names.find((name) => name.toLowerCase().endsWith('.gguf'));
  const isGguf = gguf !== undefined && !files.names.some((name) => name.endsWith('.safetensors'));
  const header = isGguf ? await readGgufHeader(requireFile(files, gguf), signal) : null;
  if (header?.metadata.get('general.type') === 'adapter')
    throw new ReadroomError('library/adapter-as-base', `${gguf ?? ''}: a GGUF adapter`);
  const source = await openBase(files, signal);
  const card = await readModelCard(files, signal);
  const merged = header === null ? card : withHeader(card, header, gguf ?? '');
  return { facts: factsOf(source, merged, files, label), card: merged, source };
}

function factsOf(source: WeightSource, card: ModelCard, files: FileSet, label: string): BaseFacts {
  const weights = [...source.tensors.values()];
  const tokenizer = files.names.includes(TOKENIZER) || source.format !== 'gguf' ? 'file' : 'gguf';
  const tokenizerFile = tokenizer === 'file' ? files.open(TOKENIZER) : null;
  const used = [...source.files, ...(tokenizerFile === null ? [] : [tokenizerFile])];
  return {
    format: source.format,
    architecture: source.architecture,
    parameters: weights.reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    ),
    dtypes: [...new Set(weights.map(({ dtype }) => dtype))].sort(),
    files: used.map(({ name, size }) => ({ name, bytes: size })),
    bytes: used.reduce((sum, { size }) => sum + size, 0),
    tokenizer,
    name: card.name ?? label.replace(/\.(?:gguf|safetensors)$/i, ''),
    licence: card.licence,
  };
}

/** A GGUF says of itself what other formats keep in files beside them; such files go first, being the newer. */
function withHeader(card: ModelCard, header: GgufHeader, file: string): ModelCard {
  const text = (key: string): string | null => {
    const value = header.metadata.get(key);
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  const template = text('tokenizer.chat_template');
  return {
    name: ggufName(text('general.name'), text('general.basename'), file) ?? card.name,
    licence: text('general.license.name') ?? text('general.license') ?? card.licence,
    templates: [...card.templates, ...(template === null ? [] : [template])],
    begin: card.begin ?? tokenText(header, 'tokenizer.ggml.bos_token_id', file),
    end: card.end ?? tokenText(header, 'tokenizer.ggml.eos_token_id', file),
  };
}

/** A longer name is no name that a person gave but, often, that of a training run. */
const MAX_GIVEN_NAME = 24;
/** Fewer letters alike say nothing. */
const ALIKE = 4;
/** Such as `.Q4_K_M`, `-IQ4_XS` or `-f16`. */
const FORMAT_SUFFIX = /[-._](?:i?q\d\w*|b?f(?:p)?(?:16|32))$/i;

/** Where the file's own name is that of the same model and the metadata's is unwieldy, people know it by the file's. */
function ggufName(name: string | null, basename: string | null, file: string): string | null {
  if (name === null || name.length <= MAX_GIVEN_NAME) return name;
  const stem = baseName(file)
    .replace(/\.gguf$/i, '')
    .replace(FORMAT_SUFFIX, '');
  const start = firstLetters(stem);
  const alike = [basename, name].some((other) => other !== null && firstLetters(other) === start);
  return start.length === ALIKE && alike ? stem : name;
}

function firstLetters(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, ALIKE);
}

function tokenText(header: GgufHeader, key: string, file: string): string | null {
  const id = header.metadata.get(key);
  const tokens = header.metadata.get('tokenizer.ggml.tokens');
  if (typeof id !== 'number' || id > MAX_TOKEN_ID) return null;
  if (typeof tokens !== 'object' || tokens.itemType !== 'string' || id >= tokens.count) return null;
  // Items before it have no fixed length, so they are read over.
  return readStrings(header.bytes, { ...tokens, count: id + 1 }, file).at(-1) ?? null;
}
