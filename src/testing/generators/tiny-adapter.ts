import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { llamaTensors } from '../../pipeline/formats/llama-tensors.ts';
import { encodeWeights } from './encode-weights.ts';
import type { Random } from './random.ts';
import { writeSafetensors, type TensorFixture } from './safetensors-file.ts';

/** The adapter_config.json of a plain LoRA. */
export function adapterConfig(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    peft_type: 'LORA',
    task_type: 'CAUSAL_LM',
    base_model_name_or_path: 'example/tiny',
    r: 4,
    lora_alpha: 8,
    lora_dropout: 0.1,
    bias: 'none',
    fan_in_fan_out: false,
    init_lora_weights: true,
    modules_to_save: null,
    rank_pattern: {},
    alpha_pattern: {},
    target_modules: ['q_proj', 'v_proj'],
    use_dora: false,
    use_rslora: false,
    ...changes,
  };
}

/** A and B for every module that `rankOf` gives a rank. */
export function adapterTensors(
  random: Random,
  architecture: LlamaArchitecture,
  rankOf: (module: string) => number | null,
  dtype: 'F32' | 'F16' | 'BF16' = 'F32',
): TensorFixture[] {
  return [...llamaTensors(architecture)].flatMap(([name, [rows = 0, columns = 0]]) => {
    const module = name.replace(/\.weight$/, '');
    const rank = rankOf(module);
    if (rank === null) return [];
    const at = `base_model.model.${module}`;
    return [
      {
        name: `${at}.lora_A.weight`,
        dtype,
        shape: [rank, columns],
        bytes: encodeWeights(random, dtype, rank * columns).bytes,
      },
      {
        name: `${at}.lora_B.weight`,
        dtype,
        shape: [rows, rank],
        bytes: encodeWeights(random, dtype, rows * rank).bytes,
      },
    ];
  });
}

/** The folder that PEFT's save_pretrained writes. */
export function adapterFolder(
  config: Record<string, unknown>,
  tensors: readonly TensorFixture[],
): Record<string, Uint8Array | object> {
  return { 'adapter_config.json': config, 'adapter_model.safetensors': writeSafetensors(tensors) };
}
