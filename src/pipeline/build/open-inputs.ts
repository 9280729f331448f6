import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import { openBase } from '../formats/open-base.ts';
import { openAdapter } from '../formats/peft/open-adapter.ts';
import { stopTokenId } from '../shards/chat-config.ts';
import { TOKENIZER } from '../shards/model-files.ts';
import { tokenizerFacts } from '../shards/tokenizer-facts.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import type { Adapter, WeightSource } from '../weight-source.ts';
import { requireSameArchitecture } from './check-inputs.ts';

export interface BuildInputs {
  readonly base: WeightSource;
  readonly adapter: Adapter | null;
  readonly tokenizerJson: string;
  /** Names in the base's folder of every file that decides the output. */
  readonly baseFiles: readonly string[];
  readonly adapterFiles: readonly string[];
}

/**
 * Opens everything a build reads and checks it against the config, before a byte is written.
 * @throws ReadroomError `pipeline/…`, `format/…`
 */
export async function openInputs(
  config: ModelConfig,
  baseFiles: FileSet,
  adapterFiles: FileSet | null,
  signal?: AbortSignal,
): Promise<BuildInputs> {
  if (config.adapter !== null && adapterFiles === null) throw new ReadroomError('pipeline/missing-adapter');
  if (config.adapter === null && adapterFiles !== null) {
    throw new ReadroomError('pipeline/adapter-mismatch', 'an adapter was given and the config names none');
  }
  const base = await openBase(baseFiles, signal);
  if (base.format !== config.base.format) {
    throw new ReadroomError('pipeline/config-mismatch', `a ${base.format} base, not ${config.base.format}`);
  }
  requireSameArchitecture(config.architecture, base.architecture);
  const adapter = adapterFiles === null ? null : await openAdapter(adapterFiles, config.architecture, signal);
  const tokenizerJson = await readTokenizer(config.tokenizer.kind, baseFiles, base, signal);
  checkTokenizer(config, tokenizerJson);
  const names = base.files.map((file) => file.name);
  if (config.tokenizer.kind === 'file') names.push(TOKENIZER);
  return {
    base,
    adapter,
    tokenizerJson,
    baseFiles: [...new Set(names)],
    adapterFiles: adapter?.files.map((file) => file.name) ?? [],
  };
}

/**
 * What conversion would find out only at its end: a damaged vocabulary, a stop text that no token is.
 * @throws ReadroomError `format/…`, `pipeline/config-invalid`
 */
function checkTokenizer({ architecture, chatTemplate }: ModelConfig, tokenizerJson: string): void {
  const tokenizer = tokenizerFacts(tokenizerJson, architecture.vocabSize);
  for (const stop of chatTemplate.stop) stopTokenId(stop, tokenizer);
}
