import type { TransferredError } from '../errors/readroom-error.ts';
import type { ExampleSource, Report } from '../report/report.ts';
import type { DraftModel, DraftUsage } from './drafting-state.ts';

/** Everything that can happen to a report on screen. */
export type DraftingEvent =
  | { readonly type: 'opened'; readonly report: Report }
  | { readonly type: 'findings-edited'; readonly text: string }
  | { readonly type: 'impression-edited'; readonly text: string }
  | { readonly type: 'pause-elapsed' }
  | { readonly type: 'model-changed'; readonly model: DraftModel | null }
  | { readonly type: 'run-prepared'; readonly runId: number; readonly examples: readonly ExampleSource[] }
  | { readonly type: 'run-exchanged'; readonly runId: number }
  | { readonly type: 'run-text'; readonly runId: number; readonly text: string }
  | {
      readonly type: 'run-ended';
      readonly runId: number;
      readonly finish: 'stop' | 'length' | 'interrupted';
      readonly usage: DraftUsage;
    }
  | { readonly type: 'run-failed'; readonly runId: number; readonly error: TransferredError }
  | { readonly type: 'stop-requested' }
  | { readonly type: 'regenerate-requested' }
  | { readonly type: 'accept-requested' }
  | { readonly type: 'offer-dismissed' }
  | { readonly type: 'accept-undone' };

/** What the outside world must do after a step; the runner does it in this order. */
export type DraftingEffect =
  | { readonly type: 'wait-for-pause' }
  | { readonly type: 'cancel-pause' }
  | { readonly type: 'generate'; readonly runId: number; readonly findings: string }
  | { readonly type: 'interrupt'; readonly runId: number };

export interface DraftingStep<State> {
  readonly state: State;
  readonly effects: readonly DraftingEffect[];
}
