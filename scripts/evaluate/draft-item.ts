import { createHash } from 'node:crypto';
import type { Example } from '../../src/domain/prompt/prompt-parts.ts';

/** Findings to be drafted: a report's own, or a variant of them. */
export interface DraftItem {
  readonly id: string;
  readonly findings: string;
  /** Earlier reports for the prompt, the most similar last. */
  readonly examples: readonly Example[];
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Of everything that the prompt is made of beside the model's template. */
export function inputHash({ findings, examples }: DraftItem): string {
  if (examples.length === 0) return sha256(findings);
  return sha256(
    JSON.stringify([findings, ...examples.map((example) => [example.findings, example.impression])]),
  );
}
