import type { PauseGate } from '../../domain/io/pause-gate.ts';

/** Progress of an import, in the words of the jobs' port. */
export interface ImportProgress {
  readonly phase: 'hash' | 'resume' | 'verify' | 'copy' | 'answer' | 'finish';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly item: string;
}

/** What every long step of an import goes by. */
export interface ImportPace {
  readonly gate: PauseGate;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (progress: ImportProgress) => void;
}
