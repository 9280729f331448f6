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
import { configPath, readConfig } from './read-config.ts';
import { isUpToDate } from './up-to-date.ts';
import { withGivenAdapter } from './given-adapter.ts';

/** `build CONFIG`: one model per quantization, each into a folder of its own, and then the catalogue. */
export async function buildCommand(args: string[], signal: AbortSignal): Promise<void> {
  const { values, positionals } = parse(args);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw new ReadroomError('pipeline/usage', 'build takes one config');
  const path = configPath(name);
  const given = await readConfig(path);
  const config = values.adapter === undefined ? given : await withGivenAdapter(given, values.adapter, signal);
  const quantizations = chosenQuantizations(config, values.quant);
  const adapterPath = values.adapter ?? (config.adapter && join(dirname(path), config.adapter.path));
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

function parse(args: string[]): {
  values: { base?: string; adapter?: string; quant?: string; out?: string };
  positionals: string[];
} {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { base: option, adapter: option, quant: option, out: option },
    });
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
