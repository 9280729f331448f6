import type { ChatTemplate } from './model-config.ts';
import type { ModelManifest } from './manifest.ts';
import type { ModelDetails } from './model-details.ts';

/** The prompt that an installed model drafts with: a person's, where one was written, else the manifest's. */
export function effectiveTemplate(model: {
  readonly manifest: Pick<ModelManifest, 'chatTemplate'>;
  readonly details: Pick<ModelDetails, 'prompt'>;
}): ChatTemplate {
  return model.details.prompt ?? model.manifest.chatTemplate;
}
