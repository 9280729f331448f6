import { deployFiles } from './deploy-files.ts';
import { policyFiles } from './policy-files.ts';
import { modelConfigJsonSchema } from './model-config-schema.ts';

/** Every committed file that is written by a program, by path from the root. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const deploy = Object.entries(deployFiles()).map(([name, text]) => [`deploy/${name}`, text]);
  const policies = Object.entries(policyFiles()).map(([name, text]) => [`deploy/policies/${name}`, text]);
  return {
    'model-configs/model-config.schema.json': modelConfigJsonSchema(),
    ...(Object.fromEntries([...deploy, ...policies]) as Record<string, string>),
  };
}
