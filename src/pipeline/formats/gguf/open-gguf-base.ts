import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { ByteSource } from '../../../domain/io/byte-source.ts';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import { unwrap } from '../../../domain/result.ts';
import type { WeightSource } from '../../weight-source.ts';
import { checkTensors } from '../check-tensors.ts';
import { showAll } from '../failure.ts';
import { createWeightSource, readTensor, type Decoders, type StoredTensor } from '../tensor-source.ts';
import { ggufArchitecture } from './architecture.ts';
import type { GgufEntry, GgufHeader } from './header.ts';
import { huggingFaceName, isInterleaved } from './names.ts';
import { readGgufHeader } from './read-header.ts';
import { recoverLlama3 } from './rope-factors.ts';

const ROPE_FACTORS = 'rope_freqs.weight';

/**
 * Opens a GGUF file of the llama architecture. Only its header (and rope_freqs) is read here.
 * @throws ReadroomError `format/…`
 */
export async function openGgufBase(
  source: ByteSource,
  signal?: AbortSignal,
  decoders?: Decoders,
): Promise<WeightSource> {
  const header = await readGgufHeader(source, signal);
  const plain = unwrap(ggufArchitecture(header, source.name));
  const ropeScaling = await readRopeScaling(header, plain, source, signal);
  const architecture = { ...plain, ropeScaling };

  const found = new Map<string, StoredTensor>();
  const unknown: string[] = [];
  for (const entry of header.tensors.values()) {
    if (entry.name === ROPE_FACTORS) continue;
    const name = huggingFaceName(entry.name);
    if (name === null) unknown.push(entry.name);
    else {
      const interleavedHead = isInterleaved(name) ? architecture.headDim : null;
      found.set(name, stored(entry, name, source, interleavedHead));
    }
  }
  if (unknown.length > 0)
    throw new ReadroomError('format/unknown-tensor', `${source.name}: ${showAll(unknown)}`);
  const tensors = unwrap(checkTensors(architecture, found));
  return createWeightSource('gguf', architecture, tensors, [source], decoders);
}

function stored(
  entry: GgufEntry,
  name: string,
  source: ByteSource,
  interleavedHead: number | null,
): StoredTensor {
  const { dtype, shape, offset, nbytes } = entry;
  return { name, dtype, shape, offset, nbytes, source, interleavedHead };
}

async function readRopeScaling(
  header: GgufHeader,
  architecture: LlamaArchitecture,
  source: ByteSource,
  signal?: AbortSignal,
): Promise<LlamaArchitecture['ropeScaling']> {
  const entry = header.tensors.get(ROPE_FACTORS);
  if (entry === undefined) return null;
  const { headDim, ropeTheta } = architecture;
  if (entry.shape.length !== 1 || entry.shape[0] !== headDim / 2) {
    throw new ReadroomError('format/wrong-shape', `${source.name}: ${ROPE_FACTORS}`);
  }
  const factors = await readTensor(stored(entry, ROPE_FACTORS, source, null), signal);
  if (factors.every((factor) => factor === 1)) return null;
  const scaling = recoverLlama3(factors, ropeTheta, headDim);
  if (scaling === null) {
    throw new ReadroomError(
      'format/unsupported-architecture',
      `${source.name}: ${ROPE_FACTORS} is not llama3 scaling`,
    );
  }
  return scaling;
}
