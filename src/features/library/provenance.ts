import { effectiveTemplate } from '../../domain/model/effective-template.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import { rebuildCommand } from '../../domain/model/rebuild-command.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import type { EvaluationSummary } from '../../domain/model/model-details.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { describeKnownAnswer, describeLastVerification } from './outcomes.ts';
import { SOURCE_WORDS } from './words.ts';

interface HashedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Everything that is known about where a model comes from and how it was checked: the sheet, and its JSON. */
export interface Provenance {
  readonly name: string;
  readonly id: string;
  readonly description: string;
  readonly licence: string;
  readonly manifestSha256: string;
  readonly pipelineVersion: string;
  readonly quantization: string;
  readonly architecture: LlamaArchitecture;
  readonly context: { readonly window: number; readonly prefillChunk: number };
  readonly totalBytes: number;
  readonly installed: {
    readonly at: string;
    readonly by: string;
    readonly how: string;
    readonly verifiedSource: boolean;
    readonly from: readonly string[];
  };
  readonly base: {
    readonly origin: string;
    readonly format: string;
    readonly licence: string;
    readonly files: readonly HashedFile[];
  };
  readonly adapter: { readonly licence: string; readonly files: readonly HashedFile[] } | null;
  readonly files: readonly HashedFile[];
  readonly prompt: ChatTemplate;
  /** True when a person wrote another prompt than the model's own. */
  readonly promptEdited: boolean;
  readonly knownAnswer: string;
  readonly verification: string;
  readonly damagedFiles: readonly string[];
  readonly evaluations: readonly EvaluationSummary[];
  readonly libraries: readonly HashedFile[];
  readonly rebuild: { readonly command: string | null; readonly note: string };
  readonly notes: string;
}

export function provenanceOf(model: InstalledModel, engines: RunningFacts | null): Provenance {
  const { manifest, manifestSha256, details, installedAt } = model;
  const prompt = effectiveTemplate(model);
  return {
    name: details.name,
    id: manifest.id,
    description: manifest.description,
    licence: manifest.licence,
    manifestSha256,
    pipelineVersion: manifest.pipelineVersion,
    quantization: manifest.quantization,
    architecture: manifest.architecture,
    context: manifest.context,
    totalBytes: manifest.totalBytes,
    installed: {
      at: new Date(installedAt).toISOString(),
      by: details.installedBy,
      how: SOURCE_WORDS[details.source.kind],
      verifiedSource: details.source.verified,
      from: details.source.files,
    },
    base: manifest.base,
    adapter: manifest.adapter,
    files: manifest.files.map(({ path, bytes, sha256 }) => ({ name: path, bytes, sha256 })),
    prompt,
    promptEdited: details.prompt !== null,
    knownAnswer: describeKnownAnswer(details.knownAnswer),
    verification: describeLastVerification(details.verification),
    damagedFiles: details.verification?.damaged ?? [],
    evaluations: details.evaluations,
    libraries: (engines?.libraries ?? []).map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    rebuild: rebuildOf(model),
    notes: details.notes,
  };
}

function rebuildOf({ manifest, details }: InstalledModel): Provenance['rebuild'] {
  const command = rebuildCommand(manifest);
  if (command !== null) return { command, note: 'From the same files, these bytes are made again by:' };
  const from = details.source.files.join(', ');
  const origin = from === '' ? manifest.base.origin : `${manifest.base.origin} (${from})`;
  return {
    command,
    note: `Nothing here can make these bytes again: the weights were quantized by other tools before they came, from ${origin}. An export of it, or those files, bring it back.`,
  };
}

/** The sheet for a machine: the same facts, in the same order. */
export function provenanceJson(provenance: Provenance): string {
  return `${JSON.stringify(provenance, null, 2)}\n`;
}
