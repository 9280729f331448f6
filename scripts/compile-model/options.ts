import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { COMPUTE_TYPES, type ComputeType } from '../../src/domain/model/model-library.ts';
import { QUANTIZATIONS, type Quantization } from '../../src/domain/model/quantization.ts';
import { configPath } from '../model/read-config.ts';
import { CompileError } from './compile-error.ts';

export const USAGE = `npm run compile-model -- CONFIG [--quant NAME] [--compute float16|float32] [--out DIR]
npm run compile-model -- --all | --check [CONFIG …] | CONFIG --prove

CONFIG is a file of model-configs/ or its name without .json, one of your own (the browser saves them), or the
manifest.json of a built model. Without --quant the committed libraries of CONFIG are
made, or its default quantization. The libraries and their index go to public/model-libs/, or with --out elsewhere; a
CONFIG that is not in model-configs/ needs --out.
  --all       every committed library that is not up to date
  --check     rebuild in a temporary folder and compare with the committed bytes
  --prove     random weights of this shape: compiled, run in Chromium, compared with PyTorch
  --force     also what is up to date
  --wgsl DIR  write the kernels' WGSL as well
  --json      the records of the libraries on standard output`;

export interface CompileOptions {
  /** Paths of configurations; none means all committed libraries. */
  readonly configs: readonly string[];
  readonly quantization: Quantization | null;
  readonly compute: ComputeType | null;
  readonly action: 'compile' | 'check' | 'prove';
  readonly all: boolean;
  readonly force: boolean;
  readonly json: boolean;
  readonly out: string | null;
  readonly wgsl: string | null;
}

/** @throws CompileError with the usage when an option is wrong */
export function parseOptions(args: readonly string[]): CompileOptions {
  const { values, positionals } = parse(args);
  const options: CompileOptions = {
    configs: positionals.map(existingConfig),
    quantization: oneOf('--quant', values.quant, QUANTIZATIONS),
    compute: oneOf('--compute', values.compute, COMPUTE_TYPES),
    action: values.prove === true ? 'prove' : values.check === true ? 'check' : 'compile',
    all: values.all === true,
    force: values.force === true,
    json: values.json === true,
    out: values.out === undefined ? null : resolve(values.out),
    wgsl: values.wgsl === undefined ? null : resolve(values.wgsl),
  };
  if (values.prove === true && values.check === true) throw wrong('--check and --prove exclude each other.');
  if (options.all && options.configs.length > 0) throw wrong('--all takes no configuration.');
  if (options.configs.length === 0 && !options.all && options.action !== 'check') {
    throw wrong('Which configuration?');
  }
  if (options.action === 'prove' && options.configs.length !== 1) {
    throw wrong('--prove takes one configuration.');
  }
  return options;
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quant: text,
        compute: text,
        out: text,
        wgsl: text,
        all: flag,
        check: flag,
        prove: flag,
        force: flag,
        json: flag,
      },
    });
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : 'The options cannot be read.');
  }
}

function existingConfig(nameOrPath: string): string {
  const path = resolve(configPath(nameOrPath));
  if (!existsSync(path)) throw new CompileError(`There is no configuration ${path}.`);
  return path;
}

function oneOf<T extends string>(option: string, value: string | undefined, known: readonly T[]): T | null {
  if (value === undefined) return null;
  const found = known.find((name) => name === value);
  if (found === undefined) throw wrong(`${option} ${value}: known are ${known.join(', ')}.`);
  return found;
}

function wrong(sentence: string): CompileError {
  return new CompileError(`${sentence}\n\n${USAGE}`);
}
