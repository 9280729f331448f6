import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import type { HashedFile } from './hash-files.ts';
import { PIPELINE_VERSION } from './pipeline-version.ts';

export interface BuildPrints {
  /** SHA-256 of everything that decides a build's output: two builds with one fingerprint write the same bytes. */
  readonly fingerprint: string;
  /** Of the input files alone: another version of Readroom, or another config, makes other bytes of the same files. */
  readonly inputs: string;
}

export async function buildPrints(
  config: ModelConfig,
  quantization: Quantization,
  baseFiles: readonly HashedFile[],
  adapterFiles: readonly HashedFile[],
  hashing: Hashing,
): Promise<BuildPrints> {
  const all = jsonBytes([PIPELINE_VERSION, config, quantization, baseFiles, adapterFiles]);
  return {
    fingerprint: await hashing.sha256(all),
    inputs: await inputsPrint(baseFiles, adapterFiles, hashing),
  };
}

export function inputsPrint(
  baseFiles: readonly HashedFile[],
  adapterFiles: readonly HashedFile[],
  hashing: Hashing,
): Promise<string> {
  // A manifest's fields have an order of their own.
  const facts = [baseFiles, adapterFiles].map((files) =>
    files.map(({ name, bytes, sha256 }) => [name, bytes, sha256]),
  );
  return hashing.sha256(jsonBytes(facts));
}
