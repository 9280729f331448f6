import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ToolError } from '../python/tool-error.ts';

export const USAGE = `npm run train -- --config FILE [--data DIR] [--out DIR] [--set KEY=VALUE]… [--resume] [--dry-run]
npm run train -- data stats --config FILE [--data DIR] [--set KEY=VALUE]… [--json]
npm run train -- predict --config FILE --adapter DIR --out FILE [--data DIR] [--split NAME]
                         [--quantization NAME] [--examples N] [--set KEY=VALUE]…

FILE is a recipe of training/recipes/, or one of your own. An adapter comes out as a PEFT folder, <out>/adapter, which
\`npm run model -- build CONFIG --adapter DIR\` takes. The first run makes .venv/training.
  --data DIR       where the recipe's sources lie, instead of its data.root
  --out DIR        folder of the run (runs/<name of the recipe>), or with predict the file of the predictions
  --set KEY=VALUE  changes one key of the recipe: --set optimiser.lr=5e-4 --set data.sources.0.limit=100
  --resume         goes on from the last checkpoint in the folder of the run
  --dry-run        checks the recipe and says what it would train and how much memory it would take
  data stats       what the readers read: counts, rejected rows by code, duplicates, leakage, token lengths
  predict          impressions of one split (validation) as JSONL, by the merged weights in float32
  --adapter DIR    a PEFT folder, or \`none\` for the bare base
  --quantization   q8f16_1 or q4f16_1: with the values that the app would store; none by default
  --examples N     up to N similar reports of the training split in each prompt`;

const COMMANDS = ['train', 'data stats', 'predict'] as const;
type Command = (typeof COMMANDS)[number];

export interface TrainOptions {
  readonly command: Command;
  /** The options that say which recipe, and what is changed in it; paths absolute. */
  readonly recipe: readonly string[];
  /** The other options for the Python program. */
  readonly rest: readonly string[];
  /** Whether the base is read: not at all, its tokenizer when it can be had, or its weights. */
  readonly base: 'none' | 'if-any' | 'needed';
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  config: text,
  data: text,
  out: text,
  adapter: text,
  split: text,
  quantization: text,
  examples: text,
  set: { type: 'string', multiple: true },
  resume: flag,
  'dry-run': flag,
  json: flag,
} as const;
const COMMON = ['config', 'data', 'set'];
const ALLOWED: Readonly<Record<Command, readonly string[]>> = {
  train: [...COMMON, 'out', 'resume', 'dry-run'],
  'data stats': [...COMMON, 'json'],
  predict: [...COMMON, 'out', 'adapter', 'split', 'quantization', 'examples'],
};

/** @throws ToolError with the usage when an option is wrong */
export function parseTrainOptions(args: readonly string[]): TrainOptions {
  const { values, positionals } = parse(args);
  const command = COMMANDS.find((name) => name === (positionals.join(' ') || 'train'));
  if (command === undefined) throw wrong(`${positionals.join(' ')} is no command.`);
  for (const name of Object.keys(values)) {
    if (!ALLOWED[command].includes(name)) throw wrong(`--${name} is not for ${command}.`);
  }
  const config = existing('--config', values.config);
  if (values.data !== undefined) existing('--data', values.data);
  if (command === 'predict' && (values.adapter === undefined || values.out === undefined)) {
    throw wrong('predict needs --adapter DIR and --out FILE.');
  }
  if (values.adapter !== undefined && values.adapter !== 'none') existing('--adapter', values.adapter);
  for (const change of values.set ?? []) {
    if (!/^[^=]+=/.test(change)) throw wrong(`--set takes KEY=VALUE, not ${change}.`);
  }
  return {
    command,
    recipe: [...recipeOptions(config, values.data), ...(values.set ?? []).flatMap((one) => ['--set', one])],
    rest: otherOptions(values),
    base: values['dry-run'] === true ? 'none' : command === 'data stats' ? 'if-any' : 'needed',
  };
}

type Values = ReturnType<typeof parse>['values'];

function recipeOptions(config: string, data: string | undefined): string[] {
  return ['--config', config, ...(data === undefined ? [] : ['--data', resolve(data)])];
}

function otherOptions(values: Values): string[] {
  const paths = (['out', 'adapter'] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}`, value === 'none' ? value : resolve(value)];
  });
  const texts = (['split', 'quantization', 'examples'] as const).flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  const flags = (['resume', 'dry-run', 'json'] as const).filter((name) => values[name] === true);
  return [...paths, ...texts, ...flags.map((name) => `--${name}`)];
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : 'The options cannot be read.');
  }
}

function existing(option: string, path: string | undefined): string {
  if (path === undefined) throw wrong(`${option} is missing.`);
  if (!existsSync(path)) throw new ToolError(`${option}: there is no ${path}.`);
  return resolve(path);
}

function wrong(sentence: string): ToolError {
  return new ToolError(`${sentence}\n\n${USAGE}`);
}
