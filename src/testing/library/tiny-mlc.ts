import { createHash } from 'node:crypto';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import { toBytes } from '../generators/memory-files.ts';
import { TINY_SPECIAL } from '../generators/tiny-tokenizer.ts';
import type { Files } from './tiny-model-files.ts';

interface CacheTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly nbytes: number;
  readonly byteOffset: number;
}

interface Cache {
  readonly records: readonly { readonly dataPath: string; readonly records: readonly CacheTensor[] }[];
}

export interface MlcOptions {
  /** Tensors are packed until a shard would grow beyond this. */
  readonly shardBytes?: number;
  /** `f32-to-bf16` is what older tools write beside every tensor. */
  readonly format?: 'raw' | 'f32-to-bf16';
  readonly list?: 'tensor-cache.json' | 'ndarray-cache.json';
  readonly withMd5?: boolean;
  /** Over mlc-chat-config.json. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly modelConfig?: Readonly<Record<string, unknown>>;
  /** Over its `conv_template`. */
  readonly conversation?: Readonly<Record<string, unknown>>;
}

/**
 * A folder as MLC's tools leave it, with a built model's tensors: their own order (by name, as a checkpoint's files
 * have them), their own packing, no manifest.
 */
export function tinyMlcFiles(model: Files, options: MlcOptions = {}): Files {
  const { shardBytes = 20_000, format = 'raw', list = 'tensor-cache.json', withMd5 = true } = options;
  const manifest = JSON.parse(text(model['manifest.json'])) as ModelManifest;
  const cache = JSON.parse(text(model['tensor-cache.json'])) as Cache;
  const tensors = cache.records
    .flatMap(({ dataPath, records }) =>
      records.map((tensor) => ({
        ...tensor,
        bytes: encoded(
          model[dataPath]!.subarray(tensor.byteOffset, tensor.byteOffset + tensor.nbytes),
          tensor,
          format,
        ),
      })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));

  const files: Record<string, Uint8Array> = {};
  const records: Record<string, unknown>[] = [];
  let open: { name: string; bytes: Uint8Array; shape: readonly number[]; dtype: string }[] = [];
  const close = (): void => {
    if (open.length === 0) return;
    const dataPath = `params_shard_${records.length}.bin`;
    const bytes = Buffer.concat(open.map((tensor) => tensor.bytes));
    let byteOffset = 0;
    const listed = open.map(({ name, shape, dtype, bytes: { length: nbytes } }) => {
      const record = { name, shape, dtype, format, nbytes, byteOffset };
      byteOffset += nbytes;
      return record;
    });
    files[dataPath] = new Uint8Array(bytes);
    records.push({
      dataPath,
      format: 'raw-shard',
      nbytes: bytes.length,
      records: listed,
      ...(withMd5 && { md5sum: createHash('md5').update(bytes).digest('hex') }),
    });
    open = [];
  };
  for (const tensor of tensors) {
    const size = open.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (size + tensor.bytes.length > shardBytes) close();
    open.push(tensor);
  }
  close();
  return {
    ...files,
    [list]: toBytes({ metadata: { ParamSize: tensors.length }, records }),
    'mlc-chat-config.json': toBytes({ ...chatConfig(manifest, options), ...options.config }),
    'tokenizer.json': model['tokenizer.json']!,
    'tokenizer_config.json': toBytes({ tokenizer_class: 'PreTrainedTokenizerFast' }),
  };
}

function encoded(bytes: Uint8Array, { dtype }: CacheTensor, format: string): Uint8Array {
  if (format !== 'f32-to-bf16' || dtype !== 'float32') return bytes;
  return bytes.filter((_, index) => index % 4 >= 2);
}

/** Field by field as `mlc_llm gen_config` writes a Llama with ChatML. */
function chatConfig(
  { architecture, quantization }: ModelManifest,
  { modelConfig, conversation }: MlcOptions,
): Record<string, unknown> {
  return {
    version: '0.1.0',
    model_type: 'llama',
    quantization,
    model_config: {
      hidden_size: architecture.hiddenSize,
      intermediate_size: architecture.intermediateSize,
      num_attention_heads: architecture.attentionHeads,
      num_hidden_layers: architecture.layers,
      rms_norm_eps: architecture.rmsNormEps,
      vocab_size: architecture.vocabSize,
      tie_word_embeddings: architecture.tieWordEmbeddings,
      position_embedding_base: architecture.ropeTheta,
      rope_scaling: null,
      context_window_size: 64,
      prefill_chunk_size: 64,
      num_key_value_heads: architecture.keyValueHeads,
      head_dim: architecture.headDim,
      tensor_parallel_shards: 1,
      max_batch_size: 128,
      ...modelConfig,
    },
    vocab_size: architecture.vocabSize,
    context_window_size: 64,
    temperature: 0.7,
    conv_template: {
      name: 'chatml',
      system_template: '<|im_start|>system\n{system_message}<|im_end|>\n',
      system_message: 'A conversation between a user and an assistant.',
      system_prefix_token_ids: null,
      add_role_after_system_message: true,
      roles: { user: '<|im_start|>user', assistant: '<|im_start|>assistant' },
      role_templates: { user: '{user_message}', assistant: '{assistant_message}', tool: '{tool_message}' },
      messages: [],
      seps: ['<|im_end|>\n'],
      role_content_sep: '\n',
      role_empty_sep: '\n',
      stop_str: ['<|im_end|>'],
      stop_token_ids: [TINY_SPECIAL.indexOf('<|im_end|>')],
      function_string: '',
      use_function_calling: false,
      ...conversation,
    },
    pad_token_id: 0,
    bos_token_id: 1,
    eos_token_id: 2,
  };
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
