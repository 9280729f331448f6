import type { ModelManifest } from '../../domain/model/manifest.ts';
import { QUANTIZATION_FORMATS } from '../../domain/model/quantization.ts';
import { stopTokenId } from '../shards/chat-config.ts';
import type { TokenizerFacts } from '../shards/tokenizer-facts.ts';
import { GgufEncoder } from './gguf-encoder.ts';
import { ALIGNMENT, type GgufTensor } from './gguf-tensors.ts';
import { ggufVocabulary, type VocabularyMaker } from './gguf-vocabulary.ts';

/** "GGUF", little-endian. */
const MAGIC = 0x46554747;
const VERSION = 3;
/** llama.cpp's names for a whole file: MOSTLY_Q4_0 and MOSTLY_Q8_0. */
const FILE_TYPE: Readonly<Record<4 | 8, number>> = { 4: 2, 8: 7 };

/** Everything before the data section, padded to it. @throws ReadroomError `model/unsupported-tokenizer` */
export function encodeGgufHeader(
  manifest: ModelManifest,
  tokenizer: TokenizerFacts,
  tensors: readonly GgufTensor[],
  vocabulary: VocabularyMaker = ggufVocabulary,
): Uint8Array {
  const metadata = new GgufEncoder();
  const keys = encodeModel(metadata, manifest) + encodeTokenizer(metadata, manifest, tokenizer, vocabulary);
  const out = new GgufEncoder();
  out.uint32(MAGIC);
  out.uint32(VERSION);
  out.uint64(tensors.length);
  out.uint64(keys);
  out.raw(metadata.finish());
  for (const { name, dimensions, type, offset } of tensors) {
    out.string(name);
    out.uint32(dimensions.length);
    for (const dimension of dimensions) out.uint64(dimension);
    out.uint32(type);
    out.uint64(offset);
  }
  out.pad(ALIGNMENT);
  return out.finish();
}

/** @returns the number of keys written */
function encodeModel(out: GgufEncoder, { architecture, quantization, displayName }: ModelManifest): number {
  const numbers: readonly (readonly [string, number])[] = [
    ['general.file_type', FILE_TYPE[QUANTIZATION_FORMATS[quantization].bits]],
    ['general.quantization_version', 2],
    ['general.alignment', ALIGNMENT],
    ['llama.vocab_size', architecture.vocabSize],
    ['llama.context_length', architecture.maxPositionEmbeddings],
    ['llama.embedding_length', architecture.hiddenSize],
    ['llama.block_count', architecture.layers],
    ['llama.feed_forward_length', architecture.intermediateSize],
    ['llama.attention.head_count', architecture.attentionHeads],
    ['llama.attention.head_count_kv', architecture.keyValueHeads],
    ['llama.attention.key_length', architecture.headDim],
    ['llama.attention.value_length', architecture.headDim],
    ['llama.rope.dimension_count', architecture.headDim],
  ];
  out.keyString('general.architecture', 'llama');
  out.keyString('general.name', displayName);
  for (const [key, value] of numbers) out.keyUint32(key, value);
  out.keyFloat32('llama.rope.freq_base', architecture.ropeTheta);
  out.keyFloat32('llama.attention.layer_norm_rms_epsilon', architecture.rmsNormEps);
  return numbers.length + 4;
}

/** @returns the number of keys written */
function encodeTokenizer(
  out: GgufEncoder,
  manifest: ModelManifest,
  tokenizer: TokenizerFacts,
  makeVocabulary: VocabularyMaker,
): number {
  const { chatTemplate, architecture } = manifest;
  const vocabulary = makeVocabulary(tokenizer, architecture.vocabSize);
  const end = stopTokenId(chatTemplate.stop[0] ?? '', tokenizer);
  out.keyString('tokenizer.ggml.model', vocabulary.model);
  out.keyString('tokenizer.ggml.pre', vocabulary.pre);
  out.keyStrings('tokenizer.ggml.tokens', vocabulary.tokens);
  out.keyInt32s('tokenizer.ggml.token_type', vocabulary.types);
  if (vocabulary.scores === null) out.keyStrings('tokenizer.ggml.merges', vocabulary.merges);
  else out.keyFloat32s('tokenizer.ggml.scores', vocabulary.scores);
  out.keyUint32('tokenizer.ggml.bos_token_id', tokenizer.leadingSpecialId(chatTemplate.template) ?? end);
  out.keyUint32('tokenizer.ggml.eos_token_id', end);
  out.keyUint32('tokenizer.ggml.eot_token_id', end);
  // Prompts come as token ids and are complete.
  out.keyBool('tokenizer.ggml.add_bos_token', false);
  out.keyBool('tokenizer.ggml.add_eos_token', false);
  return 10;
}
