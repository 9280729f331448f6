import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import type { TokenizerFacts } from './tokenizer-facts.ts';

type Described = Pick<
  ModelManifest,
  'architecture' | 'chatTemplate' | 'context' | 'generation' | 'quantization'
>;

/**
 * mlc-chat-config.json as web-llm 0.2.86 reads it (its `ChatConfig`), with the nested `model_config` of MLC's tools.
 * @throws ReadroomError `pipeline/config-invalid` when a stop text is no special token of the tokenizer
 */
export function chatConfig(model: Described, tokenizer: TokenizerFacts): Record<string, unknown> {
  const { architecture, chatTemplate, context, generation } = model;
  const stopIds = chatTemplate.stop.map((text) => stopTokenId(text, tokenizer));
  return {
    version: '0.1.0',
    model_type: 'llama',
    quantization: model.quantization,
    model_config: modelConfig(architecture, context),
    vocab_size: architecture.vocabSize,
    context_window_size: context.window,
    sliding_window_size: -1,
    prefill_chunk_size: context.prefillChunk,
    attention_sink_size: -1,
    tensor_parallel_shards: 1,
    temperature: generation.temperature,
    top_p: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    repetition_penalty: 1,
    tokenizer_files: ['tokenizer.json'],
    tokenizer_info: {
      token_postproc_method: tokenizer.byteFallback ? 'byte_fallback' : 'byte_level',
      prepend_space_in_encode: tokenizer.byteFallback,
      strip_space_in_decode: tokenizer.byteFallback,
    },
    conv_template: convTemplate(chatTemplate, stopIds),
    bos_token_id: tokenizer.leadingSpecialId(chatTemplate.template) ?? stopIds[0] ?? 0,
    eos_token_id: stopIds,
  };
}

/** Id of the text that ends an impression. */
export function stopTokenId(text: string, tokenizer: TokenizerFacts): number {
  const id = tokenizer.specialIds.get(text);
  if (id === undefined) {
    throw new ReadroomError(
      'pipeline/config-invalid',
      `stop text ${text} is no special token of the tokenizer`,
    );
  }
  return id;
}

function modelConfig(
  architecture: LlamaArchitecture,
  context: ModelManifest['context'],
): Record<string, unknown> {
  const { ropeScaling } = architecture;
  return {
    hidden_size: architecture.hiddenSize,
    intermediate_size: architecture.intermediateSize,
    num_attention_heads: architecture.attentionHeads,
    num_hidden_layers: architecture.layers,
    rms_norm_eps: architecture.rmsNormEps,
    vocab_size: architecture.vocabSize,
    tie_word_embeddings: architecture.tieWordEmbeddings,
    position_embedding_base: architecture.ropeTheta,
    rope_scaling:
      ropeScaling === null
        ? null
        : {
            rope_type: ropeScaling.type,
            factor: ropeScaling.factor,
            low_freq_factor: ropeScaling.lowFreqFactor,
            high_freq_factor: ropeScaling.highFreqFactor,
            original_max_position_embeddings: ropeScaling.originalMaxPositionEmbeddings,
          },
    context_window_size: context.window,
    prefill_chunk_size: context.prefillChunk,
    num_key_value_heads: architecture.keyValueHeads,
    head_dim: architecture.headDim,
    tensor_parallel_shards: 1,
    max_batch_size: 1,
  };
}

/**
 * web-llm joins system text, role, separators and message; with empty separators and the template's tail as the
 * assistant's role the joined text is exactly our prompt. (Readroom's engine sends token ids and needs none of it.)
 */
function convTemplate(chatTemplate: ChatTemplate, stopIds: readonly number[]): Record<string, unknown> {
  const [before = '', after = ''] = chatTemplate.template.split('{findings}');
  return {
    name: chatTemplate.name,
    system_template: before.replace('{system}', '{system_message}'),
    system_message: chatTemplate.systemMessage,
    roles: { user: '', assistant: after, tool: '' },
    role_templates: { user: '{user_message}', assistant: '{assistant_message}', tool: '{tool_message}' },
    messages: [],
    seps: [''],
    role_content_sep: '',
    role_empty_sep: '',
    stop_str: chatTemplate.stop,
    stop_token_ids: stopIds,
    function_string: '',
    use_function_calling: false,
  };
}
