import type { TransferredError } from '../errors/readroom-error.ts';
import type { DraftOutcome, ExampleSource, ImpressionAuthor } from '../report/report.ts';

/** What one run cost; mirrors the engine port's usage without depending on it. */
export interface DraftUsage {
  readonly prefilled: number;
  readonly reused: number;
  readonly proposed: number;
  readonly verified: number;
  readonly decoded: number;
  readonly timeToFirstTokenMs: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
}

/** Which model wrote a draft. */
export interface DraftModel {
  readonly id: string;
  readonly manifestSha256: string;
  /** Of the prompt, where a person has put another one in the place of the manifest's. */
  readonly promptSha256?: string;
}

/** Model text together with what it is about. */
export interface Draft {
  readonly text: string;
  readonly outcome: DraftOutcome;
  readonly model: DraftModel | null;
  /** The findings it was written for, trimmed; null when only their revision is known and it is no longer current. */
  readonly findings: string | null;
  readonly findingsRevision: number;
  /** Earlier reports that it was shown, the most similar last. */
  readonly examples: readonly ExampleSource[];
  /** The model read the findings with left and right exchanged, and the text is exchanged back. */
  readonly exchanged: boolean;
}

/** A generation under way. IMPORTANT: there is never more than one, and it stays here until the engine has ended it. */
export interface Run {
  readonly id: number;
  readonly findings: string;
  readonly findingsRevision: number;
  readonly model: DraftModel;
  readonly text: string;
  /** Earlier reports in its prompt; none until the prompt is made. */
  readonly examples: readonly ExampleSource[];
  /** As in `Draft`; false until the prompt is made. */
  readonly exchanged: boolean;
  /** Why the engine was told to stop, while it has not ended yet. */
  readonly ending: 'no' | 'superseded' | 'stopped' | 'discarded';
}

export interface Impression {
  readonly text: string;
  readonly author: ImpressionAuthor;
  /** The draft the words came from, also after a person has edited them. */
  readonly draft: Draft | null;
}

export interface DraftingState {
  readonly findings: string;
  readonly findingsRevision: number;
  readonly impression: Impression;
  /** A draft beside a person's impression: accepted or dismissed, never put in its place unasked. */
  readonly offer: Draft | null;
  /** A person's impressions that accepted offers replaced, newest last: nothing a person wrote is ever dropped. */
  readonly replaced: readonly Impression[];
  readonly run: Run | null;
  /** A pause in the typing is being waited for. */
  readonly waiting: boolean;
  /** A new run starts as soon as the ending one has ended. */
  readonly startNext: boolean;
  /** Findings that need no further automatic run: drafted, stopped, failed or dismissed. */
  readonly settledFindings: string | null;
  readonly error: TransferredError | null;
  readonly usage: DraftUsage | null;
  /** The loaded model, or null while none can draft. */
  readonly model: DraftModel | null;
  readonly nextRunId: number;
}

export function createDraftingState(): DraftingState {
  return {
    findings: '',
    findingsRevision: 0,
    impression: { text: '', author: 'none', draft: null },
    offer: null,
    replaced: [],
    run: null,
    waiting: false,
    startNext: false,
    settledFindings: null,
    error: null,
    usage: null,
    model: null,
    nextRunId: 1,
  };
}

/** Blanks around findings change nothing: they are trimmed from the prompt too. */
export function findingsKey(findings: string): string {
  return findings.trim();
}

/** The words are a person's responsibility: no run may replace them. */
export function isPersons(impression: Impression): boolean {
  return impression.author === 'person' || impression.author === 'accepted';
}
