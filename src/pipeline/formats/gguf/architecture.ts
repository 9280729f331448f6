import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../../domain/model/architecture.ts';
import type { Result } from '../../../domain/result.ts';
import { fail } from '../../../domain/errors/fail.ts';
import { show } from '../failure.ts';
import { checkArchitecture } from '../llama-limits.ts';
import type { GgufHeader } from './header.ts';

/** Settings that would change the arithmetic, with the only values that Readroom's Llama computes. */
const REQUIRED: Readonly<Record<string, readonly unknown[]>> = {
  'llama.expert_count': [0, undefined],
  'llama.rope.scaling.type': ['none', undefined],
  'llama.rope.scaling.factor': [0, 1, undefined],
  'llama.rope.scale_linear': [1, undefined],
  'llama.attention.causal': [true, undefined],
  'llama.attention.sliding_window': [0, undefined],
  'llama.attention.scale': [undefined],
  'llama.logit_scale': [0, 1, undefined],
  'llama.embedding_scale': [0, 1, undefined],
  'llama.residual_scale': [0, 1, undefined],
};

/**
 * The architecture in a GGUF's metadata (keys: the GGUF specification; defaults: llama.cpp's), rotary scaling
 * excepted: that is in a tensor. Anything but a plain Llama is refused by the key that says so.
 */
export function ggufArchitecture(header: GgufHeader, file: string): Result<LlamaArchitecture, ReadroomError> {
  const { metadata, tensors } = header;
  const family = metadata.get('general.architecture');
  if (family !== 'llama') {
    return fail('format/unsupported-architecture', `${file}: general.architecture ${show(family)}`);
  }
  for (const [key, values] of Object.entries(REQUIRED)) {
    const value = metadata.get(key);
    if (!values.includes(value))
      return fail('format/unsupported-architecture', `${file}: ${key} ${show(value)}`);
  }
  const number = (key: string, fallback = NaN): number => {
    const value = metadata.get(`llama.${key}`) ?? fallback;
    return typeof value === 'number' ? value : NaN;
  };
  const hiddenSize = number('embedding_length');
  const attentionHeads = number('attention.head_count');
  const headDim = number('attention.key_length', hiddenSize / attentionHeads);
  if (
    number('attention.value_length', headDim) !== headDim ||
    number('rope.dimension_count', headDim) !== headDim
  ) {
    return fail(
      'format/unsupported-architecture',
      `${file}: keys, values and rotary embedding differ in size`,
    );
  }
  return checkArchitecture(
    {
      family: 'llama',
      vocabSize: number('vocab_size', tensors.get('token_embd.weight')?.shape[0]),
      hiddenSize,
      intermediateSize: number('feed_forward_length'),
      layers: number('block_count'),
      attentionHeads,
      keyValueHeads: number('attention.head_count_kv', attentionHeads),
      headDim,
      ropeTheta: number('rope.freq_base', 10_000),
      ropeScaling: null,
      rmsNormEps: roundEps(number('attention.layer_norm_rms_epsilon')),
      tieWordEmbeddings: !tensors.has('output.weight'),
      maxPositionEmbeddings: number('context_length'),
    },
    file,
  );
}

/** A GGUF keeps 1e-5 as float32, 0.0000099999997…: the shortest decimal that is the same float32 was meant. */
function roundEps(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}
