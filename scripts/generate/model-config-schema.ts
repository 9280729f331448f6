import { toJsonSchema } from '@valibot/to-json-schema';
import { ModelConfigSchema } from '../../src/domain/model/model-config.ts';

/**
 * The JSON Schema of model-configs/*.json, for editors and for people without this code. Valibot's own
 * checks by function (the places of {findings} and {system}) have no JSON Schema form and stay in the code.
 */
export function modelConfigJsonSchema(): string {
  const schema = toJsonSchema(ModelConfigSchema, { errorMode: 'ignore' });
  return `${JSON.stringify({ ...schema, title: 'A Readroom model config' }, null, 2)}\n`;
}
