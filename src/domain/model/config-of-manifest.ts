import type { ModelManifest } from './manifest.ts';
import type { ModelConfig } from './model-config.ts';

const TOKENIZER_FILE = 'tokenizer.json';
const ADAPTER_FILE = 'adapter_model.safetensors';

/** The config's id and file name: the model's id without its quantization. */
export function configIdOf({ id, quantization }: Pick<ModelManifest, 'id' | 'quantization'>): string {
  return id.endsWith(`-${quantization}`) ? id.slice(0, -quantization.length - 1) : id;
}

/**
 * The configuration that an installed model was made from, as far as its manifest decides its bytes: with the same base
 * and adapter it makes them again. Null for a model that no configuration can make: it came ready-made.
 */
export function configOfManifest(manifest: ModelManifest): ModelConfig | null {
  const { base, adapter, quantization } = manifest;
  const { format } = base;
  if (format !== 'gguf' && format !== 'safetensors') return null;
  const [first] = base.files;
  const only = format === 'gguf' && base.files.length === 1 ? first : undefined;
  const weights = adapter?.files.find(({ name }) => name.endsWith(ADAPTER_FILE));
  if (adapter !== null && weights === undefined) return null;
  const fromFile = base.files.some(({ name }) => name === TOKENIZER_FILE);
  return {
    id: configIdOf(manifest),
    displayName: manifest.displayName,
    description: manifest.description,
    licence: manifest.licence,
    architecture: manifest.architecture,
    base: {
      origin: base.origin,
      licence: base.licence,
      format,
      source: { kind: 'local' },
      sha256: only?.sha256 ?? null,
      bytes: only?.bytes ?? null,
    },
    adapter:
      adapter === null || weights === undefined
        ? null
        : { path: 'adapter', sha256: weights.sha256, licence: adapter.licence },
    tokenizer: { kind: fromFile ? 'file' : 'gguf' },
    chatTemplate: manifest.chatTemplate,
    context: manifest.context,
    generation: manifest.generation,
    ...(manifest.examples && { examples: manifest.examples }),
    ...(manifest.laterality && { laterality: manifest.laterality }),
    quantizations: [quantization],
    defaultQuantization: quantization,
  };
}
