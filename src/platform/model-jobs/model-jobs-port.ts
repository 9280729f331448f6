import type { MergeInspection } from '../../domain/model/merge-facts.ts';
import type { Verification } from '../../domain/model/model-details.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import type { ChatTemplate, Laterality, ModelConfig } from '../../domain/model/model-config.ts';
import type { ChosenFiles } from '../files/chosen-files.ts';
import type { InstalledModel } from '../model-store/model-store-port.ts';

/** Progress of a job in bytes of its present phase. */
export interface JobProgress {
  /**
   * `waiting`: another tab works on this model; `hash`: reading the inputs once; `resume`: checking finished shards;
   * `convert`: merging and quantizing; `answer`: the known answer; `copy`: files in or out; `verify`: hashing;
   * `finish`: the last small files.
   */
  readonly phase: 'waiting' | 'hash' | 'resume' | 'convert' | 'answer' | 'copy' | 'verify' | 'finish';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** The tensor or file being worked on. */
  readonly item: string;
  /** Tensors of the model finished and in all; zeros where a job has none. */
  readonly doneTensors: number;
  readonly totalTensors: number;
}

export interface JobOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
}

/** A long job that can be held: `pause` stops it between two blocks, memory and finished shards stay. */
export interface Job<T> {
  readonly result: Promise<T>;
  pause(): void;
  resume(): void;
}

export interface MergeRequest {
  readonly config: ModelConfig;
  readonly quantization: Quantization;
  readonly base: ChosenFiles;
  readonly adapter: ChosenFiles | null;
  readonly installedBy: string;
  /** Bytes of the finished model, as the inspection told them; the store shows how far an unfinished one is. */
  readonly totalBytes?: number;
  /**
   * True when an unfinished merge goes on: files that are not, by their SHA-256, those that it was begun with are refused
   * with `library/other-inputs`. Otherwise they begin another merge in its place.
   */
  readonly goesOn?: boolean;
}

/** Files of a finished model: a folder's, or one archive of ours. */
export interface ImportRequest {
  readonly files: ChosenFiles;
  readonly installedBy: string;
  /** Leaves out the prompt that the inspection told of. */
  readonly leaveOutPrompt?: boolean;
}

/** What a chosen folder, archive or set of files is, from names and small files alone. */
export interface ImportInspection {
  /** `readroom`: with our manifest; `mlc`: made by MLC's tools; `libraries`: compiled model libraries only. */
  readonly kind: 'readroom' | 'mlc' | 'libraries';
  readonly modelId: string | null;
  readonly name: string;
  readonly totalBytes: number;
  readonly libraries: readonly ModelLibrary[];
  /** True when no manifest of ours vouches for the bytes. */
  readonly unverified: boolean;
  /** The installed model of that id, whose place the import takes; null when there is none. */
  readonly replaces: ReplacedModel | null;
  /**
   * A prompt that comes beside the model and would take effect: a person's, from another workstation's export, or words
   * of an MLC folder's own. No hash of ours covers it. Null when there is none or the model could not use it.
   */
  readonly prompt: ChatTemplate | null;
}

export interface ReplacedModel {
  /** As the person calls it. */
  readonly name: string;
  /** True when it has the same manifest and so the same bytes: nothing changes then. Never known of MLC folders. */
  readonly same: boolean;
}

export interface ImportResult {
  /** Null when only libraries were brought. */
  readonly model: InstalledModel | null;
  readonly libraries: readonly ModelLibrary[];
}

/** Where an export goes. `download` is for browsers without the File System Access API. */
export type ExportTarget =
  | { readonly kind: 'folder'; readonly handle: FileSystemDirectoryHandle }
  | { readonly kind: 'file'; readonly handle: FileSystemFileHandle }
  | { readonly kind: 'download' };

export interface ExportResult {
  readonly files: number;
  readonly bytes: number;
  /** For `download`: the archive, outside the page's heap. */
  readonly blob: Blob | null;
}

export interface PromptPreview {
  /** Stretches of the exact prompt; `special` ones are single tokens. */
  readonly pieces: readonly { readonly kind: 'special' | 'template' | 'findings'; readonly text: string }[];
  readonly tokens: number;
  /** The model reads the findings with left and right exchanged, as `pieces` show them. */
  readonly exchanged: boolean;
  /** Stop texts that are no special token of this vocabulary. */
  readonly unknownStops: readonly string[];
  /** Special tokens of the vocabulary: what templates and stop texts may use. */
  readonly specialTokens: readonly string[];
}

/**
 * Everything slow that the Model library does, each in a worker of its own. Every failure is a ReadroomError
 * (`format/…`, `pipeline/…`, `model/…`, `store/…`, `library/…`) or an AbortError; none leaves anything in the list of
 * installed models that is not whole.
 */
export interface ModelJobs {
  /**
   * Reads headers, small files and, once per choice, the whole adapter for its hash; never throws for bad files, which come
   * back as `problems`.
   */
  inspectMerge(
    base: ChosenFiles,
    adapter: ChosenFiles | null,
    signal?: AbortSignal,
  ): Promise<MergeInspection>;
  /** Merges, quantizes and installs. What was finished before a crash, a reload or a cancel is used again. */
  merge(request: MergeRequest, options?: JobOptions): Job<InstalledModel>;
  inspectImport(files: ChosenFiles, signal?: AbortSignal): Promise<ImportInspection>;
  importModel(request: ImportRequest, options?: JobOptions): Job<ImportResult>;
  /** Hashes every file of an installed model again and records the outcome. */
  verify(modelId: string, options?: JobOptions): Job<Verification>;
  exportModel(modelId: string, target: ExportTarget, options?: JobOptions): Job<ExportResult>;
  /** The exact prompt of an inspected base (before it is merged) or of an installed model. */
  previewPrompt(
    of: { readonly base: ChosenFiles } | { readonly modelId: string; readonly laterality?: Laterality },
    template: ChatTemplate,
    findings: string,
    signal?: AbortSignal,
  ): Promise<PromptPreview>;
}
