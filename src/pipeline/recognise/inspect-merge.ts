import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import { isAbort, ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { FileSet } from '../../domain/io/byte-source.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import { deriveConfig } from '../../domain/model/derive-config.ts';
import type { MergeInspection, MergeProblem } from '../../domain/model/merge-facts.ts';
import type { ModelConfig } from '../../domain/model/model-config.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import { recogniseTemplate, type RecognisedTemplate } from '../../domain/prompt/recognise-template.ts';
import { outputBytes } from '../build/output-size.ts';
import { planShards } from '../shards/shard-plan.ts';
import { recogniseAdapter, requireFit, type RecognisedAdapter } from './recognise-adapter.ts';
import { recogniseBase, type RecognisedBase } from './recognise-base.ts';
import { recogniseTokenizer, type RecognisedTokenizer } from './recognise-tokenizer.ts';

export interface MergeFiles {
  readonly base: FileSet;
  /** The chosen folder's or only file's name. */
  readonly baseLabel: string;
  readonly adapter: FileSet | null;
  /** SHA-256 of these adapter weights, where they were read before; a merge hashes them again, whatever this says. */
  readonly adapterSha256?: string | null;
}

/**
 * Everything that can be said about a merge before it runs, from headers, small files and the adapter's hash. What is wrong comes back as
 * problems, as many as can be found at once, each with where it lies.
 * @throws AbortError only
 */
export async function inspectMerge(
  files: MergeFiles,
  hashing: Hashing,
  signal?: AbortSignal,
): Promise<MergeInspection> {
  const problems: MergeProblem[] = [];
  const attempt = async <T>(where: MergeProblem['where'], work: () => Promise<T> | T): Promise<T | null> => {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      if (isAbort(error)) throw error;
      problems.push({ where, error: asReadroomError(error).toTransfer() });
      return null;
    }
  };

  const base = await attempt('base', () => recogniseBase(files.base, files.baseLabel, signal));
  const architecture = base?.facts.architecture ?? null;
  const fits =
    architecture !== null && (await attempt('base', () => planShards(architecture, 'q4f16_1'))) !== null;
  const tokenizer = base && (await attempt('tokenizer', () => recogniseTokenizer(files.base, base, signal)));
  const adapterFiles = files.adapter;
  const adapter =
    adapterFiles &&
    (await attempt('adapter', () => recogniseAdapter(adapterFiles, hashing, signal, files.adapterSha256)));
  if (adapterFiles && adapter && architecture)
    await attempt('adapter', () => requireFit(adapterFiles, adapter.facts, architecture, signal));
  const template =
    base && tokenizer && (await attempt('tokenizer', () => templateFor(base, adapter, tokenizer)));

  const known = base && template && fits && (adapterFiles === null || adapter !== null);
  const suggestion = known ? deriveConfig(base.facts, adapter?.facts ?? null, template.template) : null;
  return {
    base: base?.facts ?? null,
    adapter: adapter?.facts ?? null,
    problems,
    suggestion,
    templateFrom: template?.from ?? null,
    outputBytes: suggestion && tokenizer ? sizes(suggestion, tokenizer) : {},
    weightBytes: suggestion ? weights(suggestion) : {},
    specialTokens: tokenizer?.specialTokens ?? [],
  };
}

/** An adapter's own template goes first: it was trained with that. */
function templateFor(
  base: RecognisedBase,
  adapter: RecognisedAdapter | null,
  { specialTokens }: RecognisedTokenizer,
): RecognisedTemplate {
  const sources = [...(adapter?.card.templates ?? []), ...base.card.templates];
  const template = recogniseTemplate(specialTokens, base.card, sources);
  if (template === null) throw new ReadroomError('library/no-end-token');
  return template;
}

function sizes(config: ModelConfig, { json, facts }: RecognisedTokenizer): MergeInspection['outputBytes'] {
  const sizeOf = (quantization: Quantization): number =>
    outputBytes(config, quantization, json, planShards(config.architecture, quantization), facts);
  return Object.fromEntries(config.quantizations.map((name) => [name, sizeOf(name)]));
}

function weights({ architecture, quantizations }: ModelConfig): MergeInspection['weightBytes'] {
  return Object.fromEntries(quantizations.map((name) => [name, planShards(architecture, name).nbytes]));
}
