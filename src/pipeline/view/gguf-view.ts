import type { ModelManifest } from '../../domain/model/manifest.ts';
import { QUANTIZATION_FORMATS } from '../../domain/model/quantization.ts';
import { checkFileList } from '../build/verify-model.ts';
import { llama3Factors } from '../formats/gguf/rope-factors.ts';
import { TOKENIZER } from '../shards/model-files.ts';
import { tokenizerFacts } from '../shards/tokenizer-facts.ts';
import { encodeGgufHeader } from './gguf-header.ts';
import { tensorPieces } from './gguf-pieces.ts';
import { ALIGNMENT, ggufTensors } from './gguf-tensors.ts';
import { padding } from './gguf-encoder.ts';
import { ggufVocabulary, type VocabularyMaker } from './gguf-vocabulary.ts';
import type { QuantizedModelReader } from './quantized-model-reader.ts';
import { ShardCache } from './shard-cache.ts';

/** A GGUF file that exists only as a stream. */
export interface GgufView {
  /** Exact length of the file, known before a byte of it is made. */
  readonly totalBytes: number;
  /** The file in order, in pieces of at most some MiB; each piece is fresh and may be transferred. */
  parts(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/**
 * The GGUF image of a built model for llama.cpp: Q4_0 or Q8_0 with the very weights of the shards, norms in F32.
 * `vocabulary` names the tokens; an engine that is spoken to in ids may bring names of its own.
 * Holds at most two shards in memory while it streams. The reader is trusted to have checked hashes.
 * @throws ReadroomError `model/unsupported-tokenizer`, `model/inconsistent`, `format/…` and the reader's own
 */
export async function createGgufView(
  reader: QuantizedModelReader,
  vocabulary: VocabularyMaker = ggufVocabulary,
): Promise<GgufView> {
  const { manifest } = reader;
  const plan = checkFileList(manifest);
  const format = QUANTIZATION_FORMATS[manifest.quantization];
  const tokenizerJson = new TextDecoder().decode(await reader.readFile(TOKENIZER));
  const facts = tokenizerFacts(tokenizerJson, manifest.architecture.vocabSize);
  const tensors = ggufTensors(manifest.architecture, format, plan, ropeFactors(manifest));
  const header = encodeGgufHeader(manifest, facts, tensors, vocabulary);
  const last = tensors.at(-1);
  const dataBytes = last === undefined ? 0 : last.offset + last.nbytes + padding(last.nbytes, ALIGNMENT);
  return {
    totalBytes: header.length + dataBytes,
    async *parts(signal) {
      yield header.slice();
      const shards = new ShardCache(reader, plan);
      for (const tensor of tensors) yield* tensorPieces(tensor, format, shards, signal);
    },
  };
}

function ropeFactors({ architecture }: ModelManifest): Float32Array | null {
  const { ropeScaling, ropeTheta, headDim } = architecture;
  return ropeScaling === null ? null : Float32Array.from(llama3Factors(ropeScaling, ropeTheta, headDim));
}
