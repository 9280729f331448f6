import { basename, resolve } from 'node:path';
import * as v from 'valibot';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { windowProblem, withChoices } from '../../src/domain/model/derive-config.ts';
import {
  ChatTemplateSchema,
  ModelConfigSchema,
  type ChatTemplate,
  type ModelConfig,
} from '../../src/domain/model/model-config.ts';
import { QUANTIZATIONS, type Quantization } from '../../src/domain/model/quantization.ts';
import { makeTemplate, TEMPLATE_NAMES } from '../../src/domain/prompt/chat-templates.ts';
import { checkTemplate } from '../../src/domain/prompt/check-template.ts';
import { inspectMerge } from '../../src/pipeline/recognise/inspect-merge.ts';
import { nodeHashing } from './node-hashing.ts';
import { openPath } from './node-file-set.ts';

/** What `build` without a CONFIG may be told; everything else is derived from the files. */
export interface OwnFilesOptions {
  readonly base: string;
  readonly adapter?: string | undefined;
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  /** A known form's name, or a whole template as JSON. */
  readonly template?: string | undefined;
  readonly system?: string | undefined;
  readonly window?: string | undefined;
  readonly quantization?: string | undefined;
}

/**
 * The config of a merge of a person's own files: what the browser's merge screen derives from the same files.
 * @throws ReadroomError the first problem of the files, `pipeline/usage` for a wrong option
 */
export async function configOfFiles(options: OwnFilesOptions, signal: AbortSignal): Promise<ModelConfig> {
  const base = openPath(options.base);
  const adapter = options.adapter === undefined ? null : openPath(options.adapter);
  try {
    const baseLabel = basename(resolve(options.base));
    const inspection = await inspectMerge({ base, baseLabel, adapter }, nodeHashing, signal);
    const { problems, suggestion, specialTokens } = inspection;
    for (const { where, error } of problems.slice(1))
      console.error(`also in the ${where}: ${error.code} ${error.detail}`);
    const [first] = problems;
    if (first !== undefined) throw ReadroomError.fromTransfer(first.error);
    if (suggestion === null) throw new ReadroomError('app/unexpected', 'no config for files without a fault');
    const chatTemplate = chosenTemplate(suggestion.chatTemplate, options, specialTokens);
    return checked(
      withChoices(suggestion, {
        chatTemplate,
        ...(options.name === undefined ? {} : { name: options.name }),
        ...(options.id === undefined ? {} : { id: options.id }),
        ...(options.window === undefined ? {} : { window: Number(options.window) }),
        ...quantizationChoice(options.quantization),
      }),
    );
  } finally {
    base.close();
    adapter?.close();
  }
}

function chosenTemplate(
  suggested: ChatTemplate,
  { template, system }: OwnFilesOptions,
  specialTokens: readonly string[],
): ChatTemplate {
  const chosen = template === undefined ? suggested : namedTemplate(template, specialTokens);
  const result = system === undefined ? chosen : { ...chosen, systemMessage: system };
  const [problem] = checkTemplate(result, specialTokens);
  if (problem !== undefined) throw new ReadroomError('pipeline/usage', `--template: ${problem.problem}`);
  return result;
}

function namedTemplate(text: string, specialTokens: readonly string[]): ChatTemplate {
  if (text.trimStart().startsWith('{')) return parseTemplate(text);
  const name = TEMPLATE_NAMES.find((known) => known === text);
  if (name === undefined)
    throw new ReadroomError('pipeline/usage', `--template is one of ${TEMPLATE_NAMES.join(', ')}, or JSON`);
  const template = makeTemplate(name, specialTokens);
  if (template === null)
    throw new ReadroomError('pipeline/usage', `--template ${name}: this vocabulary lacks its special tokens`);
  return template;
}

function parseTemplate(text: string): ChatTemplate {
  try {
    return v.parse(ChatTemplateSchema, JSON.parse(text));
  } catch (cause) {
    throw new ReadroomError('pipeline/usage', '--template holds no chat template as JSON', { cause });
  }
}

function quantizationChoice(text: string | undefined): { quantization?: Quantization } {
  const quantization = QUANTIZATIONS.find((name) => name === text);
  return quantization === undefined ? {} : { quantization };
}

function checked(config: ModelConfig): ModelConfig {
  const result = v.safeParse(ModelConfigSchema, config);
  const problem = windowProblem(config.context.window, config.architecture);
  if (problem !== null) throw new ReadroomError('pipeline/usage', `--window: ${problem}`);
  if (result.success) return result.output;
  const field = v.getDotPath(result.issues[0]) ?? '';
  throw new ReadroomError('pipeline/usage', `${field}: ${result.issues[0].message}`);
}
