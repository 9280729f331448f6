import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import { smallFiles } from '../shards/model-files.ts';
import { planShards, type ShardPlan } from '../shards/shard-plan.ts';
import type { TokenizerFacts } from '../shards/tokenizer-facts.ts';

/** As long as any MD5. */
const SOME_MD5 = '0'.repeat(32);

/**
 * Exact bytes of the files that a build writes and keeps, manifest.json excepted: its manifest's `totalBytes`.
 * @throws ReadroomError `pipeline/unsupported-shape`, `format/…`
 */
export function outputBytes(
  config: ModelConfig,
  quantization: Quantization,
  tokenizerJson: string,
  plan: ShardPlan = planShards(config.architecture, quantization),
  facts?: TokenizerFacts,
): number {
  const md5 = plan.shards.map(() => SOME_MD5);
  const small = smallFiles({ ...config, quantization }, plan, md5, tokenizerJson, facts);
  return small.reduce((sum, { bytes }) => sum + bytes.length, plan.nbytes);
}
