import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import type { HashedFile } from './hash-files.ts';
import { PIPELINE_VERSION } from './pipeline-version.ts';

/** SHA-256 of everything that decides a build's output: two builds with one fingerprint write the same bytes. */
export function fingerprint(
  config: ModelConfig,
  quantization: Quantization,
  baseFiles: readonly HashedFile[],
  adapterFiles: readonly HashedFile[],
  hashing: Hashing,
): Promise<string> {
  return hashing.sha256(jsonBytes([PIPELINE_VERSION, config, quantization, baseFiles, adapterFiles]));
}
