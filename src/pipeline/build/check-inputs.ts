import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { HashedFile } from './hash-files.ts';

/** @throws ReadroomError `pipeline/config-mismatch` naming the first field that differs */
export function requireSameArchitecture(expected: LlamaArchitecture, actual: LlamaArchitecture): void {
  for (const key of Object.keys(expected) as (keyof LlamaArchitecture)[]) {
    const want = JSON.stringify(expected[key]);
    const got = JSON.stringify(actual[key]);
    if (want !== got && !closeNumbers(expected[key], actual[key])) {
      throw new ReadroomError('pipeline/config-mismatch', `${key}: the config says ${want}, the base ${got}`);
    }
  }
}

/** GGUF keeps rms eps and rope theta as float32, so that 1e-5 comes back as 9.99999974e-6. */
function closeNumbers(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' && Math.fround(a) === Math.fround(b);
}

/** The config pins one file: the GGUF, or the only safetensors file. */
export function checkBaseHash(base: ModelConfig['base'], files: readonly HashedFile[]): void {
  const weights = files.filter((file) => /\.(?:gguf|safetensors)$/.test(file.name));
  const only = weights.length === 1 ? weights[0] : undefined;
  if (base.bytes !== null && only?.bytes !== base.bytes) {
    throw new ReadroomError(
      'pipeline/config-mismatch',
      `base of ${only?.bytes ?? 'several files'} bytes, not ${base.bytes}`,
    );
  }
  if (base.sha256 !== null && only?.sha256 !== base.sha256) {
    throw new ReadroomError(
      'pipeline/config-mismatch',
      `SHA-256 of ${only?.name ?? 'several files'} is not ${base.sha256}`,
    );
  }
}

export function checkAdapterHash(adapter: ModelConfig['adapter'], files: readonly HashedFile[]): void {
  if (adapter === null) return;
  const weights = files.find((file) => file.name === 'adapter_model.safetensors');
  if (weights?.sha256 !== adapter.sha256) {
    throw new ReadroomError(
      'pipeline/adapter-mismatch',
      `SHA-256 of adapter_model.safetensors is not ${adapter.sha256}`,
    );
  }
}
