import type { StoreApi } from 'zustand/vanilla';
import type { DraftModel } from '../../domain/drafting/drafting-state.ts';
import type { DraftGenerator } from '../../domain/drafting/text-engine.ts';
import type { ErrorCode } from '../../domain/errors/catalog.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ModelCatalog } from '../../domain/model/catalog.ts';
import type { ChatTemplate } from '../../domain/model/model-config.ts';
import type { TokenCodec } from '../../domain/prompt/prompt-parts.ts';
import type { EngineChoice } from '../../domain/settings/settings.ts';
import type { AdaptiveEngine, EngineMove } from '../../platform/engine/adaptive/adaptive-engine-port.ts';
import type { EngineProbe, LoadProgress } from '../../platform/engine/engine-port.ts';
import type {
  InstalledModel,
  InstallProgress,
  ModelStore,
} from '../../platform/model-store/model-store-port.ts';

export type CatalogModel = ModelCatalog['models'][number];
export type ModelPhase = 'checking' | 'absent' | 'installing' | 'loading' | 'ready' | 'failed';

export interface ModelSessionState {
  readonly phase: ModelPhase;
  /** The model that this server offers first. */
  readonly offered: CatalogModel | null;
  /** Installed models of which the server has another build now, by id. */
  readonly newerBuilds: readonly string[];
  /** The active model: the one that drafts, or will when it is loaded. */
  readonly installed: InstalledModel | null;
  readonly install: InstallProgress | null;
  readonly load: LoadProgress | null;
  /** The engine that has the model; null while none has. */
  readonly probe: EngineProbe | null;
  /** Why drafting left the graphics card, where a person should know at once; null when told, or when it has not. */
  readonly alert: ErrorCode | null;
  /** How far the processor has got with taking over; null when it did not have to. */
  readonly move: EngineMove | null;
  /** What failed, and in which step, so that trying again repeats that step only. */
  readonly failure: { readonly during: 'check' | 'install' | 'load'; readonly error: ReadroomError } | null;
}

export interface ModelSessionPorts {
  readonly store: ModelStore;
  readonly engine: AdaptiveEngine;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Keeps here what a graphics card needs besides the model, so that it loads with no network. */
  readonly prepareGpu: (model: InstalledModel, signal: AbortSignal) => Promise<void>;
  readonly readCatalog: (signal: AbortSignal) => Promise<ModelCatalog>;
  readonly createCodec: (model: InstalledModel) => Promise<TokenCodec>;
  readonly hashPrompt: (template: ChatTemplate) => Promise<string>;
  readonly threads: () => number | null;
  readonly engineChoice: () => EngineChoice;
  /** The model that a person chose; null for whichever there is. */
  readonly activeModel: () => string | null;
  readonly onActivated: (id: string | null) => void;
  readonly onModel: (model: DraftModel | null, generator: DraftGenerator | null) => void;
}

export interface ModelSession extends StoreApi<ModelSessionState> {
  /** Loads the active model, or finds out what could be installed. */
  readonly start: () => Promise<void>;
  readonly install: () => Promise<void>;
  /** Stops installing; what has arrived is kept for next time. */
  readonly cancel: () => void;
  readonly retry: () => Promise<void>;
  /** Loads again, for another engine or number of threads. */
  readonly reload: () => Promise<void>;
  /** Stops loading; the installed model stays. */
  readonly stopLoading: () => void;
  readonly dismissAlert: () => void;
  /** Drafts with this installed model from now on. @throws ReadroomError `store/…` */
  readonly activate: (id: string) => Promise<void>;
  /**
   * Takes note of a model that has just been installed. Where none drafts, or where it takes the place of the one that
   * does, it is loaded; else the active one stays.
   */
  readonly noteInstalled: (model: InstalledModel) => Promise<void>;
  /** Takes note of a changed name or prompt; the next draft is written with it, and nothing is loaded again. */
  readonly noteChanged: (model: InstalledModel) => Promise<void>;
  /**
   * Takes note that files of an installed model are damaged: the active one drafts no more, as it would not after the
   * next load, until it is repaired or another takes its place.
   */
  readonly noteDamaged: (id: string, files: string) => Promise<void>;
  /** Removes a model; after the active one the next drafts, if there is one. @throws ReadroomError `store/…` */
  readonly remove: (id: string) => Promise<void>;
}
