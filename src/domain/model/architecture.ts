import * as v from 'valibot';

const positiveInteger = v.pipe(v.number(), v.integer(), v.minValue(1));
const positiveNumber = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** Llama 3.x's stretched rotary embedding (rope_scaling type llama3). */
export const Llama3RopeScalingSchema = v.strictObject({
  type: v.literal('llama3'),
  factor: positiveNumber,
  lowFreqFactor: positiveNumber,
  highFreqFactor: positiveNumber,
  originalMaxPositionEmbeddings: positiveInteger,
});

/** The shape of a Llama: all that fixes its tensors' names and sizes and its arithmetic. */
export const LlamaArchitectureSchema = v.strictObject({
  family: v.literal('llama'),
  vocabSize: positiveInteger,
  hiddenSize: positiveInteger,
  intermediateSize: positiveInteger,
  layers: positiveInteger,
  attentionHeads: positiveInteger,
  keyValueHeads: positiveInteger,
  headDim: positiveInteger,
  ropeTheta: positiveNumber,
  ropeScaling: v.nullable(Llama3RopeScalingSchema),
  rmsNormEps: positiveNumber,
  tieWordEmbeddings: v.boolean(),
  maxPositionEmbeddings: positiveInteger,
});

export type LlamaArchitecture = v.InferOutput<typeof LlamaArchitectureSchema>;
