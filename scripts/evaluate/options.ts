import { parseArgs } from 'node:util';
import { DEFAULT_EXAMPLES } from '../../src/domain/retrieval/example-history.ts';
import { QUANTIZATIONS, type Quantization } from '../../src/domain/model/quantization.ts';
import type { Beside } from './beside.ts';
import { InputError } from './input-error.ts';

export interface EvaluateOptions {
  readonly data: string;
  readonly limit: number | null;
  readonly engine: 'cpu' | 'webgpu';
  readonly threads: number | null;
  /** Ids of models of this checkout, or folders of built models; none: the default model. */
  readonly models: readonly string[];
  /** Models to be built for this; null: none. */
  readonly build: BuildOptions | null;
  readonly train: string | null;
  readonly history: string | null;
  /** The most examples in a prompt. */
  readonly examples: number;
  /** `drafts`: what the checks find in the drafts themselves; `changed`: of drafts of changed findings too. */
  readonly honesty: 'none' | 'drafts' | 'changed';
  readonly beside: readonly Beside[];
  /** Predictions: a file of one run, a folder for several. */
  readonly out: string | null;
  /** Where the figures go as a file that the Model library takes; a folder for several runs. */
  readonly summary: string | null;
  readonly json: string | null;
  readonly report: string | null;
  readonly showWorst: boolean;
  /** Ids of reports may identify patients. */
  readonly showIds: boolean;
}

export interface BuildOptions {
  readonly config: string;
  readonly quantizations: readonly Quantization[];
  /** In place of the config's own. */
  readonly adapter: string | null;
}

/** Of the model that `npm start` builds. */
const DEFAULT_CONFIG = 'smollm2-135m-radiology';
/** More would leave no room for findings in any context window we know. */
const MAX_EXAMPLES = 16;

export const USAGE = `npm run evaluate -- --data FILE.jsonl [--limit N] [--train FILE.jsonl] [--engine cpu|webgpu] [--threads N]
                    [--model ID|FOLDER]… | [--quantization NAME[,NAME…] [--config NAME] [--adapter FOLDER]]
                    [--history FILE.jsonl [--examples N]] [--honesty | --checks] [--beside NAME=FILE.jsonl]…
                    [--out PATH] [--summary PATH] [--report FILE.md] [--json FILE] [--show-worst] [--show-ids]

Drafts the impression of every report with the built app's own engine in headless Chromium and prints ROUGE
beside the constant answer (and, with --train, beside the nearest training report).

--model         may be given several times; left out, the default model
--quantization  builds the config in these quantizations first (with --adapter in place of its own) and drafts with each
--history       drafts once more with up to N similar reports of this file in the prompt (N: ${DEFAULT_EXAMPLES}); never the report itself
--honesty       also drafts findings with sides exchanged, problems denied and numbers changed, and counts what follows; with
                --history also the same findings with examples changed, which the draft must not follow
--checks        only what the checks find in the drafts themselves, without drafting anything more
--beside        answers that something else wrote, a line {"id", "prediction"} each, such as those of unquantized weights;
                what the models lose against the first of them is told with intervals
--engine webgpu drafts on this machine's graphics card, or on one in software where there is none
--out           keeps the predictions and goes on with those that are there: a file, or for several runs a folder
--summary       the figures for the Model library's provenance sheet: a file, or for several runs a folder
--report        the tables in Markdown; --json the same as data. Both hold names, hashes, line numbers and figures, no text of a report
--show-worst    prints the ten worst drafts to the terminal, with their reports' text
--show-ids      names the worst in --report and --json by their ids too, which are often accession numbers`;

/** @throws InputError in one sentence */
export function parseOptions(args: readonly string[]): EvaluateOptions {
  const { values } = parse(args);
  const { data, engine = 'cpu', model: models = [], history = null } = values;
  if (data === undefined) throw new InputError(`--data is missing.\n\n${USAGE}`);
  if (engine !== 'cpu' && engine !== 'webgpu') throw new InputError('--engine is cpu or webgpu.');
  if (values.examples !== undefined && history === null)
    throw new InputError('--examples goes with --history: it says where they come from.');
  const examples = positiveInteger('--examples', values.examples) ?? DEFAULT_EXAMPLES;
  if (examples > MAX_EXAMPLES) throw new InputError(`--examples takes at most ${MAX_EXAMPLES}.`);
  const build = buildOptions(values);
  if (build !== null && models.length > 0)
    throw new InputError('--model names a model that is built; --quantization builds one: give one of them.');
  if (new Set(models).size < models.length) throw new InputError('--model names the same model twice.');
  return {
    ...{ data, engine, models, build, history, examples },
    limit: positiveInteger('--limit', values.limit),
    threads: positiveInteger('--threads', values.threads),
    train: values.train ?? null,
    honesty: values.honesty === true ? 'changed' : values.checks === true ? 'drafts' : 'none',
    beside: (values.beside ?? []).map(parseBeside),
    out: values.out ?? null,
    summary: values.summary ?? null,
    json: values.json ?? null,
    report: values.report ?? null,
    showWorst: values['show-worst'] ?? false,
    showIds: values['show-ids'] ?? false,
  };
}

const OPTIONS = {
  data: { type: 'string' },
  limit: { type: 'string' },
  engine: { type: 'string' },
  threads: { type: 'string' },
  model: { type: 'string', multiple: true },
  quantization: { type: 'string' },
  config: { type: 'string' },
  adapter: { type: 'string' },
  train: { type: 'string' },
  history: { type: 'string' },
  examples: { type: 'string' },
  honesty: { type: 'boolean' },
  checks: { type: 'boolean' },
  beside: { type: 'string', multiple: true },
  out: { type: 'string' },
  summary: { type: 'string' },
  json: { type: 'string' },
  report: { type: 'string' },
  'show-worst': { type: 'boolean' },
  'show-ids': { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>> {
  try {
    return parseArgs({ args: [...args], options: OPTIONS });
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function buildOptions({ quantization, config, adapter }: Values): BuildOptions | null {
  if (quantization === undefined) {
    if (config !== undefined || adapter !== undefined)
      throw new InputError('--config and --adapter go with --quantization, which builds the model.');
    return null;
  }
  const quantizations = quantization.split(',').map((name) => {
    const known = QUANTIZATIONS.find((one) => one === name);
    if (known === undefined) throw new InputError(`--quantization takes ${QUANTIZATIONS.join(', ')}.`);
    return known;
  });
  return {
    config: config ?? DEFAULT_CONFIG,
    quantizations: [...new Set(quantizations)],
    adapter: adapter ?? null,
  };
}

function parseBeside(text: string): Beside {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || path === undefined) throw new InputError('--beside takes NAME=FILE.jsonl.');
  return { name, path };
}

function positiveInteger(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InputError(`${name} takes a whole number from 1.`);
  return value;
}
