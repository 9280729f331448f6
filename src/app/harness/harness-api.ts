import type { Quantization } from '../../domain/model/quantization.ts';
import type { Laterality } from '../../domain/model/model-config.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { GpuFacts } from '../../domain/model/gpu-facts.ts';
import type { Example } from '../../domain/prompt/prompt-parts.ts';
import type { EngineOverview } from '../../platform/engine/adaptive/adaptive-engine-port.ts';
import type {
  EngineKind,
  EngineProbe,
  FinishReason,
  GenerateUsage,
  LoadProgress,
} from '../../platform/engine/engine-port.ts';
import type { LossMoment } from '../../platform/engine/webllm/loss-injection.ts';
import type { ChosenFiles } from '../../platform/files/chosen-files.ts';
import type { ModelJobs } from '../../platform/model-jobs/model-jobs-port.ts';
import type { ModelStore } from '../../platform/model-store/model-store-port.ts';

/**
 * What the page `/harness` registers as `window.readroomHarness`, so that `evaluate`, `bench` and the journeys
 * drive the very engine, store, tokenizer and worker that the app uses. Every promise rejects with an Error whose
 * message begins with the ReadroomError's code.
 */
export interface ReadroomHarness {
  /** Installs a model of this origin's catalog (the default one when no id is given); resumes, and is quick when installed. */
  install(options?: { readonly id?: string }): Promise<HarnessInstall>;
  /**
   * Loads an installed model (the catalog's default one when no id is given) into the engine that is named, or that
   * the app would choose. A named engine that cannot load is an error with its own code; wrong numbers move to the
   * CPU as in the app, and the answer names the engine.
   */
  load(options?: HarnessLoadOptions): Promise<HarnessLoad>;
  unload(): Promise<void>;
  /** What both engines could do here, and the GPU's own words. */
  probe(): Promise<HarnessProbe>;
  /** Loses the GPU device at a moment to come; before `load` for a loss during the upload. */
  loseDevice(moment: LossMoment): Promise<void>;
  /**
   * One impression with the loaded model, with the generation settings of its manifest.
   * @param examples earlier reports to show it, the most similar last; those that find no room are left out
   */
  draft(
    findings: string,
    examples?: readonly Example[],
    options?: HarnessDraftOptions,
  ): Promise<HarnessDraft>;
  /** The prompt's token ids for the loaded model. */
  promptTokens(findings: string, examples?: readonly Example[]): Promise<readonly number[]>;
  /** Merges and quantizes in the browser worker; the result stays in memory there and only its hashes come back. */
  buildInWorker(request: HarnessBuildRequest): Promise<HarnessBuild>;
  /** The app's own slow work and its store, for journeys that need no screen. */
  readonly jobs: ModelJobs;
  readonly models: ModelStore;
  /** The files chosen in the page's two inputs, as the app's own choosers hand them over. */
  chosen(): { readonly base: ChosenFiles; readonly adapter: ChosenFiles | null };
}

export interface HarnessDraftOptions {
  /** Findings as they are written, also in a model with canonical sides: tells what its adapter does by itself. */
  readonly asWritten?: boolean;
}

export interface HarnessInstall {
  readonly id: string;
  readonly manifestSha256: string;
  readonly totalBytes: number;
  readonly resumedBytes: number;
  readonly milliseconds: number;
}

export interface HarnessLoadOptions {
  readonly id?: string;
  readonly engine?: EngineKind;
  readonly threads?: number;
}

export interface HarnessLoad {
  readonly id: string;
  readonly quantization: Quantization;
  /** Null for a model that reads sides as they are written. */
  readonly laterality: Laterality | null;
  readonly engine: EngineKind;
  readonly threads: number | null;
  /** Which engine really runs, in what arithmetic, and why not another. */
  readonly probe: EngineProbe;
  /** When each phase of the load began, ms from its start. */
  readonly phases: readonly { readonly phase: LoadProgress['phase']; readonly milliseconds: number }[];
  readonly milliseconds: number;
}

export interface HarnessProbe extends EngineOverview {
  readonly gpu: GpuFacts | null;
}

export interface HarnessDraft {
  readonly text: string;
  readonly usage: GenerateUsage;
  readonly finish: FinishReason;
  /** The engine that wrote it: a graphics card that gives up hands over to the CPU. */
  readonly engine: EngineKind;
  /** How many of the examples found room in the prompt. */
  readonly examples: number;
  /** Whether the model read the findings with left and right exchanged. */
  readonly exchanged: boolean;
  /** From the call to its end, by the page's clock. */
  readonly milliseconds: number;
}

export interface HarnessBuildRequest {
  /** A parsed model-configs/*.json. */
  readonly config: unknown;
  readonly quantization: Quantization;
  /** Left out: the files chosen in the page's input labelled "Base files". */
  readonly base?: readonly File[];
  /** Left out: the files chosen in the page's input labelled "Adapter files"; none means no adapter. */
  readonly adapter?: readonly File[];
}

export interface HarnessBuild {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** SHA-256 of every file that was written, manifest.json included, by path. */
  readonly fileHashes: Readonly<Record<string, string>>;
  readonly milliseconds: number;
}

declare global {
  interface Window {
    readroomHarness?: ReadroomHarness;
  }
}
