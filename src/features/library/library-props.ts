import type { ReactNode } from 'react';
import type { RunnableModel } from '../../domain/model/gpu-memory.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import type { Clipboard } from '../../platform/clipboard/clipboard.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ModelJobs } from '../../platform/model-jobs/model-jobs-port.ts';
import type { LibraryStore } from '../../platform/model-store/library-store-port.ts';
import type { InstalledModel, ModelStore } from '../../platform/model-store/model-store-port.ts';
import type { Printer } from '../../platform/printer/printer.ts';
import type { KeepLibraries } from './keep-libraries.ts';
import type { LibraryScreen } from './library-screen.ts';

/** What the Model library needs from outside, as ports. */
export interface LibraryParts {
  readonly store: Pick<ModelStore, 'list' | 'describe' | 'estimate' | 'persist' | 'unfinished'>;
  readonly jobs: Pick<ModelJobs, 'previewPrompt'>;
  readonly libraries: Pick<LibraryStore, 'kept' | 'brought' | 'remove'>;
  readonly clipboard: Clipboard;
  readonly printer: Printer;
  /** Hands a text file to the browser's downloads. */
  readonly saveText: (fileName: string, text: string) => void;
  readonly clock: Pick<Clock, 'sleep' | 'now'>;
  /** Which engine would run a model here and what it would take; null while the graphics card is being asked. */
  readonly describeModel: (model: RunnableModel) => RunningFacts | null;
}

export interface LibraryViewProps {
  readonly parts: LibraryParts;
  /** Made once, so that a running check or export outlives this view. */
  readonly screen: LibraryScreen;
  /** Made once too: keeping all libraries goes on behind the report. */
  readonly keep: KeepLibraries;
  readonly activeId: string | null;
  /** Whether it drafts now: false when it was overtaken or could not be loaded, which is told elsewhere. Rejects when it is not there. */
  readonly onActivate: (id: string) => Promise<boolean>;
  /** Takes the model out of use where it drafts now, then removes it. */
  readonly onRemove: (id: string) => Promise<void>;
  /** Name, notes, prompt or evaluations of a model were changed. */
  readonly onChanged: (model: InstalledModel) => void;
  readonly onBack: () => void;
  /** How models come in. */
  readonly installPanel: ReactNode;
  /** What is being installed or merged now, and what was begun and is not whole. */
  readonly jobs: ReactNode;
  /** Quiet lines of the app, such as whether it is ready to work without a network. */
  readonly notices?: ReactNode;
  /** Installed models whose known answer is being computed now. */
  readonly asking?: readonly string[];
  /** Installed models of which the server has a newer build. */
  readonly newerBuilds?: readonly string[];
  /** Which of these would draft if the named one were removed. */
  readonly successorOf?: (id: string, models: readonly InstalledModel[]) => InstalledModel | null;
  /** Rejects when the server cannot be asked or offers it no more. */
  readonly onUpdate?: (id: string) => Promise<void>;
}
