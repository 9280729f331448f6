import { configIdOf, configOfManifest } from './config-of-manifest.ts';
import type { ModelManifest } from './manifest.ts';
import type { ModelConfig } from './model-config.ts';

/** A JSON file for the command line. */
export interface SavedConfig {
  readonly fileName: string;
  readonly text: string;
}

/** What `npm run compile-model -- FILE` and `npm run model -- build FILE` take. */
export function savedConfig(config: ModelConfig): SavedConfig {
  return saved(config.id, config);
}

/** Of a model that is installed. One that came ready-made gives its manifest, which the compiler takes as well. */
export function savedConfigOf(manifest: ModelManifest): SavedConfig {
  return saved(configIdOf(manifest), configOfManifest(manifest) ?? manifest);
}

/** The name that the command names (`compileCommand`). */
export function configFileName(configId: string): string {
  return `${configId}.json`;
}

function saved(configId: string, value: unknown): SavedConfig {
  return { fileName: configFileName(configId), text: `${JSON.stringify(value, null, 2)}\n` };
}
