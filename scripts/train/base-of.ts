import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { fetchBase } from '../model/fetch-base.ts';
import { readConfig } from '../model/read-config.ts';
import { ToolError } from '../python/tool-error.ts';
import { trainingEnvironment } from './run-training.ts';

const execute = promisify(execFile);
const NeedsSchema = v.strictObject({ modelConfig: v.string(), base: v.nullable(v.string()) });

/**
 * The option that names the base: none when the recipe does, else the pinned base of its model config, fetched into
 * .cache/ unless it is there, its hash checked. Where the user brings the base and has not, none when it is not `needed`.
 * @throws ToolError with the refusal of a recipe that cannot be read; ReadroomError when a base cannot be had
 */
export async function baseOf(
  python: string,
  recipe: readonly string[],
  needed: boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { modelConfig, base } = await needsOf(python, recipe);
  if (base !== null) return [];
  const config = await readConfig(modelConfig);
  if (config.base.source.kind === 'local') {
    if (!needed) return [];
    throw new ToolError(`${config.displayName} is a base that you bring: add --set model.base=FOLDER.`);
  }
  return ['--set', `model.base=${JSON.stringify(await fetchBase(config, signal))}`];
}

async function needsOf(
  python: string,
  recipe: readonly string[],
): Promise<v.InferOutput<typeof NeedsSchema>> {
  try {
    const args = ['-m', 'readroom_training', 'needs', ...recipe];
    const { stdout } = await execute(python, args, { env: trainingEnvironment() });
    return v.parse(NeedsSchema, JSON.parse(stdout));
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new ToolError(said === '' ? 'The recipe could not be looked at.' : said, { cause });
  }
}
