import { effectiveTemplate } from '../../domain/model/effective-template.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import { rebuildCommand } from '../../domain/model/rebuild-command.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import type { EvaluationSummary } from '../../domain/model/model-details.ts';
import type { LlamaArchitecture } from '../../domain/model/architecture.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import { describeKnownAnswer, describeLastVerification } from './outcomes.ts';
import { SOURCE_WORDS } from './words.ts';

interface HashedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface KnownLibrary extends HashedFile {
  /** False when only the server has it; null while that is not known. */
  readonly kept: boolean | null;
}

/** What the sheet tells beside the model itself, of the moment it is shown or printed. */
export interface ProvenanceContext {
  readonly engines: RunningFacts | null;
  /** Compiled libraries that are in this browser; null while they are being read. */
  readonly kept: readonly ModelLibrary[] | null;
  /** ms since the epoch. */
  readonly now: number;
}

/** Everything that is known about where a model comes from and how it was checked: the sheet, and its JSON. */
export interface Provenance {
  /** When these facts were gathered: most of them change with time. */
  readonly asOf: string;
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
    /** In words, how far its bytes are vouched for. */
    readonly source: string;
    /** What was read of it: a merge reads some files of a folder, and hashes each of these. */
    readonly from: readonly string[];
    readonly lastUsed: string | null;
  };
  /** How it runs on this workstation as it is set now; null while the graphics card is being asked. */
  readonly runsOn: string | null;
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
  readonly libraries: readonly KnownLibrary[];
  readonly rebuild: { readonly command: string | null; readonly note: string };
  readonly notes: string;
}

export function provenanceOf(model: InstalledModel, { engines, kept, now }: ProvenanceContext): Provenance {
  const { manifest, manifestSha256, details, installedAt } = model;
  const prompt = effectiveTemplate(model);
  return {
    asOf: new Date(now).toISOString(),
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
      source: describeTrust(model),
      from: filesRead(model),
      lastUsed: details.lastUsedAt === null ? null : new Date(details.lastUsedAt).toISOString(),
    },
    runsOn: describePlace(engines),
    base: manifest.base,
    adapter: manifest.adapter,
    files: manifest.files.map(({ path, bytes, sha256 }) => ({ name: path, bytes, sha256 })),
    prompt,
    promptEdited: details.prompt !== null,
    knownAnswer: describeKnownAnswer(details.knownAnswer),
    verification: describeLastVerification(details.verification),
    damagedFiles: details.verification?.damaged ?? [],
    evaluations: details.evaluations,
    libraries: (engines?.libraries ?? []).map(({ name, bytes, sha256 }) => ({
      ...{ name, bytes, sha256 },
      kept: kept === null ? null : kept.some((library) => library.sha256 === sha256),
    })),
    rebuild: rebuildOf(model),
    notes: details.notes,
  };
}

/** A merge hashes what it reads; a folder's other files, such as a read-me, were only chosen with it. */
function filesRead({ manifest, details }: InstalledModel): readonly string[] {
  if (details.source.kind !== 'merge') return details.source.files;
  return [...manifest.base.files, ...(manifest.adapter?.files ?? [])].map(({ name }) => name);
}

/** No more than is true: a manifest written here vouches for nothing that came before it. */
function describeTrust({ details: { source } }: InstalledModel): string {
  if (source.kind === 'merge') return 'made here from the files below';
  return source.verified
    ? 'each of its files was checked against its manifest'
    : 'unverified: its weights came without a manifest of Readroom’s';
}

function describePlace(engines: RunningFacts | null): string | null {
  if (engines === null) return null;
  if (engines.engine === 'cpu') return 'Processor (CPU)';
  return `Graphics card${engines.library === null ? '' : `, library ${engines.library.name}`}`;
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
