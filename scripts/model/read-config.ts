import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { ModelConfigSchema, type ModelConfig } from '../../src/domain/model/model-config.ts';
import { CONFIGS_FOLDER } from './paths.ts';

/** @param nameOrPath a path to a JSON file, or the name of one in model-configs/ */
export function configPath(nameOrPath: string): string {
  return nameOrPath.endsWith('.json') ? nameOrPath : join(CONFIGS_FOLDER, `${nameOrPath}.json`);
}

/** @throws ReadroomError `pipeline/input-missing`, `pipeline/config-invalid` */
export async function readConfig(path: string): Promise<ModelConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ReadroomError('pipeline/input-missing', path, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ReadroomError('pipeline/config-invalid', `${path}: not JSON`, { cause });
  }
  const result = v.safeParse(ModelConfigSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ReadroomError(
    'pipeline/config-invalid',
    `${path}: ${v.getDotPath(issue) ?? ''}: ${issue.message}`,
  );
}
