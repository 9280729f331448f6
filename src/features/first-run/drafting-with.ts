import { createDraftGenerator } from '../../domain/drafting/draft-generator.ts';
import type { DraftModel } from '../../domain/drafting/drafting-state.ts';
import type { DraftGenerator } from '../../domain/drafting/text-engine.ts';
import { effectiveTemplate } from '../../domain/model/effective-template.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { ModelSessionPorts } from './model-session.ts';

/** A loaded model with its prompt, and what its drafts say of where they come from. */
export async function draftingWith(
  model: InstalledModel,
  codec: TokenCodec,
  ports: Pick<ModelSessionPorts, 'engine' | 'hashPrompt'>,
): Promise<{ readonly drafter: DraftModel; readonly generator: DraftGenerator }> {
  const { manifest, manifestSha256, details } = model;
  const chatTemplate = effectiveTemplate(model);
  const generator = createDraftGenerator({ ...manifest, chatTemplate }, codec, ports.engine);
  const drafter = { id: manifest.id, manifestSha256 };
  if (details.prompt === null) return { drafter, generator };
  // The manifest's hash does not cover a prompt that a person wrote.
  return { drafter: { ...drafter, promptSha256: await ports.hashPrompt(chatTemplate) }, generator };
}
