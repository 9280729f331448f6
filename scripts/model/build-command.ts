import { join, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { builtModelId } from '../../src/domain/model/catalog.ts';
import type { ModelConfig } from '../../src/domain/model/model-config.ts';
import { QUANTIZATIONS, type Quantization } from '../../src/domain/model/quantization.ts';
import { buildModel } from '../../src/pipeline/build/build-model.ts';
import { updateCatalog } from './catalog.ts';
import { fetchBase } from './fetch-base.ts';
import { folderSink } from './folder-sink.ts';
import { megabytes } from './format.ts';
import { nodeHashing } from './node-hashing.ts';
import { openPath, type NodeFileSet } from './node-file-set.ts';
import { MODELS_FOLDER } from './paths.ts';
import { ProgressBar } from './progress-bar.ts';
import { configOfFiles } from './own-files.ts';
import { configPath, readConfig } from './read-config.ts';
import { isUpToDate } from './up-to-date.ts';
import { withGivenAdapter } from './given-adapter.ts';

const OPTIONS = {
  base: { type: 'string' },
  adapter: { type: 'string' },
  quant: { type: 'string' },
  out: { type: 'string' },
  name: { type: 'string' },
  id: { type: 'string' },
  template: { type: 'string' },
  system: { type: 'string' },
  window: { type: 'string' },
  'print-config': { type: 'boolean' },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/**
 * `build CONFIG`, or `build --base PATH` with a config derived from the files themselves: one model per quantization,
 * each into a folder of its own, and then the catalogue.
 */
export async function buildCommand(args: string[], signal: AbortSignal): Promise<void> {
  const { values, positionals } = parse(args);
  const [name, ...more] = positionals;
  if (more.length > 0) throw new ReadroomError('pipeline/usage', 'build takes one config');
  const { config, adapterPath } =
    name === undefined ? await ownConfig(values, signal) : await namedConfig(name, values, signal);
  const quantizations = chosenQuantizations(config, values.quant);
  if (values['print-config'] === true) {
    console.log(JSON.stringify(config, null, 2));
    return;
  }
  const adapter = adapterPath === null ? null : openPath(adapterPath);
  try {
    for (const quantization of quantizations) {
      const folder = outputFolder(config, quantization, values.out, quantizations.length);
      await buildOne(config, quantization, values.base, adapter, folder, signal);
    }
  } finally {
    adapter?.close();
  }
  if (values.out === undefined) await updateCatalog(MODELS_FOLDER, (old) => defaultFor(config, old));
}

interface ChosenConfig {
  readonly config: ModelConfig;
  readonly adapterPath: string | null;
}

async function ownConfig(values: Options, signal: AbortSignal): Promise<ChosenConfig> {
  const { base, adapter, quant } = values;
  if (base === undefined) throw new ReadroomError('pipeline/usage', 'build takes a config, or --base');
  const config = await configOfFiles({ ...values, base, quantization: quant }, signal);
  return { config, adapterPath: adapter ?? null };
}

async function namedConfig(name: string, values: Options, signal: AbortSignal): Promise<ChosenConfig> {
  const derivedOnly = (['name', 'id', 'template', 'system', 'window'] as const).find(
    (option) => values[option] !== undefined,
  );
  if (derivedOnly !== undefined)
    throw new ReadroomError(
      'pipeline/usage',
      `--${derivedOnly} goes with --base alone: a config says it itself`,
    );
  const path = configPath(name);
  const given = await readConfig(path);
  const config = values.adapter === undefined ? given : await withGivenAdapter(given, values.adapter, signal);
  return {
    config,
    adapterPath: values.adapter ?? (config.adapter && join(dirname(path), config.adapter.path)),
  };
}

function parse(args: string[]): { values: Options; positionals: string[] } {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (cause) {
    throw new ReadroomError('pipeline/usage', cause instanceof Error ? cause.message : '', { cause });
  }
}

async function buildOne(
  config: ModelConfig,
  quantization: Quantization,
  basePath: string | undefined,
  adapter: NodeFileSet | null,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const id = builtModelId(config.id, quantization);
  if (await isUpToDate(config, quantization, folder, basePath ?? null, adapter, signal)) {
    console.log(`${id}: already built and whole`);
    return;
  }
  const base = openPath(basePath ?? (await fetchBase(config, signal)));
  const bar = new ProgressBar();
  const startedAt = performance.now();
  console.log(`${id}: building`);
  try {
    const { manifest, resumedShards } = await buildModel({
      config,
      quantization,
      base,
      adapter,
      sink: folderSink(folder),
      hashing: nodeHashing,
      signal,
      onProgress: (progress) => bar.update(progress),
    });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const resumed = resumedShards > 0 ? `, ${resumedShards} shards kept from the run before` : '';
    console.log(
      `${id}: ${manifest.files.length} files, ${megabytes(manifest.totalBytes)} in ${seconds} s${resumed}`,
    );
  } finally {
    bar.end();
    base.close();
  }
}

function chosenQuantizations(config: ModelConfig, option: string | undefined): Quantization[] {
  if (option === undefined) return [config.defaultQuantization];
  if (option === 'all') return config.quantizations;
  return option.split(',').map((name) => {
    const known = QUANTIZATIONS.find((quantization) => quantization === name);
    if (known === undefined || !config.quantizations.includes(known)) {
      const offered = config.quantizations.join(', ');
      throw new ReadroomError('pipeline/usage', `--quant ${name}: ${config.id} offers ${offered}`);
    }
    return known;
  });
}

/** With several quantizations `--out` is the folder of their folders. */
function outputFolder(
  config: ModelConfig,
  quantization: Quantization,
  out: string | undefined,
  count: number,
): string {
  const id = builtModelId(config.id, quantization);
  if (out === undefined) return join(MODELS_FOLDER, id);
  return count === 1 ? resolve(out) : join(resolve(out), id);
}

/** A config's default quantization becomes the default when there is none, or another of the same config. */
function defaultFor(config: ModelConfig, old: string | null): string | null {
  const sameConfig = QUANTIZATIONS.some((quantization) => builtModelId(config.id, quantization) === old);
  return old === null || sameConfig ? builtModelId(config.id, config.defaultQuantization) : old;
}
