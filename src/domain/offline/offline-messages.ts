import type { TransferredError } from '../errors/readroom-error.ts';
import type { Refusal } from './choose-answer.ts';

/** From a page to a service worker. */
export type ToServiceWorker =
  /**
   * How things are, answered over the port that comes with it; files that are missing are fetched before. `script`: path
   * of the script that the page runs. Its name holds a hash over all the others' names, so it tells versions apart.
   */
  | { readonly kind: 'offline/status'; readonly script: string }
  /** Take over from the version in use: said when a person chose to, and nothing is unsaved. */
  | { readonly kind: 'offline/take-over' };

/** The answer to `offline/status`. */
export interface WorkerStatus {
  readonly build: string;
  /** Whether the page that asked is of that build. */
  readonly hasScript: boolean;
  /** Why not all files of the build are kept; null when they are. */
  readonly error: TransferredError | null;
}

/** From a service worker to the pages. Neither holds an address: one can carry words. */
export type FromServiceWorker =
  | { readonly kind: 'offline/refused'; readonly refusal: Refusal }
  /** This worker could not keep its build and gives up. */
  | { readonly kind: 'offline/not-kept'; readonly error: TransferredError };

const FROM_KINDS: readonly unknown[] = [
  'offline/refused',
  'offline/not-kept',
] satisfies FromServiceWorker['kind'][];
const TO_KINDS: readonly unknown[] = [
  'offline/status',
  'offline/take-over',
] satisfies ToServiceWorker['kind'][];

const kindOf = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'kind' in data ? data.kind : undefined;

/** Others send messages too: these are ours, and only our own origin's pages and workers reach each other. */
export function isFromServiceWorker(data: unknown): data is FromServiceWorker {
  return FROM_KINDS.includes(kindOf(data));
}

export function isToServiceWorker(data: unknown): data is ToServiceWorker {
  return TO_KINDS.includes(kindOf(data));
}
