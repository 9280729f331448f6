import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import { ok, type Result } from '../../domain/result.ts';
import { fail } from '../../domain/errors/fail.ts';
import { showAll } from './failure.ts';
import { llamaTensors } from './llama-tensors.ts';

/** Buffers that older exporters saved beside the weights; they repeat what the architecture already says. */
const HARMLESS = /^(?:model\.)?(?:layers\.\d+\.self_attn\.)?rotary_emb\.inv_freq$/;

/**
 * The tensors of a Llama in checkpoint order, when exactly those are there with the right shapes.
 * Fewer, more or other tensors mean another architecture, and then every number computed would be wrong.
 */
export function checkTensors<T extends { readonly shape: readonly number[] }>(
  architecture: LlamaArchitecture,
  found: ReadonlyMap<string, T>,
): Result<Map<string, T>, ReadroomError> {
  const tensors = new Map<string, T>();
  const missing: string[] = [];
  for (const [name, shape] of llamaTensors(architecture)) {
    const tensor = found.get(name);
    if (tensor === undefined) missing.push(name);
    else if (!sameShape(tensor.shape, shape)) {
      return fail('format/wrong-shape', `${name} is [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    } else tensors.set(name, tensor);
  }
  if (missing.length > 0) return fail('format/missing-tensor', showAll(missing));
  const unknown = [...found.keys()].filter((name) => !tensors.has(name) && !HARMLESS.test(name));
  if (unknown.length > 0) return fail('format/unknown-tensor', showAll(unknown));
  return ok(tensors);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
