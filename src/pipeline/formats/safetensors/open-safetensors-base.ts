import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { ByteSource, FileSet } from '../../../domain/io/byte-source.ts';
import { unwrap } from '../../../domain/result.ts';
import type { WeightSource } from '../../weight-source.ts';
import { checkTensors } from '../check-tensors.ts';
import { showAll } from '../failure.ts';
import { MAX_CONFIG_BYTES, parseLlamaConfig } from '../llama-config.ts';
import { readSmallFile, requireFile } from '../read-file.ts';
import { createWeightSource, type Decoders, type StoredTensor } from '../tensor-source.ts';
import { dropTiedCopy } from './drop-tied-copy.ts';
import { MAX_INDEX_BYTES, parseSafetensorsIndex } from './index-file.ts';
import { readSafetensors } from './read-tensors.ts';

const INDEX = 'model.safetensors.index.json';
const SINGLE = 'model.safetensors';

interface Opened {
  readonly tensors: Map<string, StoredTensor>;
  readonly sources: ByteSource[];
}

/**
 * Opens config.json with `model.safetensors`, or `model.safetensors.index.json` and its files.
 * Only headers are read here. A single file wins over an index, as in transformers.
 * @throws ReadroomError `format/…`
 */
export async function openSafetensorsBase(
  files: FileSet,
  signal?: AbortSignal,
  decoders?: Decoders,
): Promise<WeightSource> {
  const config = await readSmallFile(files, 'config.json', MAX_CONFIG_BYTES, signal);
  const architecture = unwrap(parseLlamaConfig(config));
  const single = singleFile(files);
  const opened = single === null ? await openIndexed(files, signal) : await openSingle(files, single, signal);
  if (architecture.tieWordEmbeddings) await dropTiedCopy(opened.tensors, signal);
  const tensors = unwrap(checkTensors(architecture, opened.tensors));
  return createWeightSource('safetensors', architecture, tensors, opened.sources, decoders);
}

/** The one weight file, by its usual name or because there is no other. */
function singleFile(files: FileSet): string | null {
  if (files.names.includes(SINGLE)) return SINGLE;
  if (files.names.includes(INDEX)) return null;
  const candidates = files.names.filter(
    (name) => name.endsWith('.safetensors') && !name.startsWith('adapter_'),
  );
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  throw new ReadroomError('format/missing-file', `${SINGLE} or ${INDEX}`);
}

async function openSingle(files: FileSet, name: string, signal?: AbortSignal): Promise<Opened> {
  const source = requireFile(files, name);
  return { tensors: await readSafetensors(source, signal), sources: [source] };
}

async function openIndexed(files: FileSet, signal?: AbortSignal): Promise<Opened> {
  const index = unwrap(
    parseSafetensorsIndex(await readSmallFile(files, INDEX, MAX_INDEX_BYTES, signal), INDEX),
  );
  const missing = [...index.keys()].filter((name) => files.open(name) === null);
  if (missing.length > 0) throw new ReadroomError('format/missing-file', showAll(missing));
  const opened: Opened = { tensors: new Map(), sources: [] };
  for (const [name, promised] of index) {
    const source = requireFile(files, name);
    const found = await readSafetensors(source, signal);
    const absent = [...promised].filter((tensor) => !found.has(tensor));
    if (absent.length > 0) throw new ReadroomError('format/missing-tensor', `${name}: ${showAll(absent)}`);
    const extra = [...found.keys()].filter((tensor) => !promised.has(tensor));
    if (extra.length > 0) throw new ReadroomError('format/unknown-tensor', `${name}: ${showAll(extra)}`);
    for (const [tensor, stored] of found) opened.tensors.set(tensor, stored);
    opened.sources.push(source);
  }
  return opened;
}
