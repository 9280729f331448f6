import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { AdapterFacts } from '../../domain/model/merge-facts.ts';
import { unwrap } from '../../domain/result.ts';
import { hashFiles } from '../build/hash-files.ts';
import { MAX_ADAPTER_CONFIG_BYTES, parseAdapterConfig } from '../formats/peft/adapter-config.ts';
import { openAdapter } from '../formats/peft/open-adapter.ts';
import { readSmallFile, requireFile } from '../formats/read-file.ts';
import { readSafetensors } from '../formats/safetensors/read-tensors.ts';
import { readModelCard, type ModelCard } from './model-card.ts';
import { wrongAdapter } from './wrong-choice.ts';

export interface RecognisedAdapter {
  readonly facts: AdapterFacts;
  readonly card: ModelCard;
}

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';
const PREFIX = 'base_model.model.';
const PAIR = /^(?<module>.*)\.lora_A\.weight$/;
const LAYER = /(?:^|\.)layers\.(\d{1,4})\./;
/** Longer names of a base are a mistake. */
const MAX_MADE_FOR = 256;

/**
 * What an adapter is, without its base: its config, the header of its weights and their hash. For the hash all of it is
 * read; with saved embeddings that is gigabytes.
 * @param known the hash of these very weights, where they were read before
 * @throws ReadroomError `library/…`, `format/…`
 */
export async function recogniseAdapter(
  files: FileSet,
  hashing: Hashing,
  signal?: AbortSignal,
  known: string | null = null,
): Promise<RecognisedAdapter> {
  const wrong = wrongAdapter(files.names);
  if (wrong !== null) throw wrong;
  const bytes = await readSmallFile(files, CONFIG, MAX_ADAPTER_CONFIG_BYTES, signal);
  const config = unwrap(parseAdapterConfig(bytes));
  const weights = requireFile(files, WEIGHTS);
  const names = [...(await readSafetensors(weights, signal)).keys()];
  const sha256 =
    known ?? (await hashFiles(files, [WEIGHTS], hashing, () => undefined, signal))[0]?.sha256 ?? '';
  const card = await readModelCard(files, signal);
  const facts: AdapterFacts = {
    madeFor: config.madeFor?.slice(0, MAX_MADE_FOR) ?? null,
    rank: config.rank,
    alpha: config.alpha,
    rsLora: config.rankStabilized,
    modules: modulesOf(names),
    replaced: names.filter((name) => !name.includes('.lora_')).map((name) => withoutPrefix(name)),
    tensors: names.length,
    bytes: weights.size + bytes.length,
    sha256,
    licence: card.licence,
  };
  return { facts, card };
}

/**
 * Whether the adapter fits this base, tensor by tensor.
 * @throws ReadroomError `format/adapter-mismatch`, `format/…`
 */
export async function requireFit(
  files: FileSet,
  { modules, madeFor }: AdapterFacts,
  architecture: LlamaArchitecture,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await openAdapter(files, architecture, signal);
  } catch (error) {
    // The base that it names is the way out.
    const hint = madeFor === null ? '' : `; made for ${madeFor}`;
    const layers = Math.max(0, ...modules.map((module) => module.layers));
    // An adapter that is whole for a shallower base is not an incomplete one.
    const shallower =
      layers > 1 && modules.every((module) => module.layers === layers || module.layers === 1);
    if (
      error instanceof ReadroomError &&
      error.code === 'format/missing-tensor' &&
      shallower &&
      layers < architecture.layers
    ) {
      const detail = `it has ${layers} layers, the base ${architecture.layers}${hint}`;
      throw new ReadroomError('format/adapter-mismatch', detail, { cause: error });
    }
    if (error instanceof ReadroomError && error.code === 'format/adapter-mismatch')
      throw new ReadroomError(error.code, `${error.detail}${hint}`, { cause: error });
    throw error;
  }
}

/** Names of the modules with a low-rank update, in the order of the file's names, and in how many layers each has one. */
function modulesOf(names: readonly string[]): AdapterFacts['modules'] {
  const layersOf = new Map<string, Set<string>>();
  for (const name of names) {
    const path = PAIR.exec(name)?.groups?.['module'];
    if (path === undefined) continue;
    const module = path.slice(path.lastIndexOf('.') + 1);
    const layers = layersOf.get(module) ?? new Set<string>();
    layersOf.set(module, layers.add(LAYER.exec(path)?.[1] ?? ''));
  }
  return [...layersOf].map(([name, layers]) => ({ name, layers: layers.size }));
}

function withoutPrefix(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}
