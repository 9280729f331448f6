import type { ViewScores } from '../../src/domain/metrics/view-scores.ts';
import type { RougeScores } from '../../src/domain/metrics/rouge.ts';
import type { Machine } from '../bench/machine.ts';
import type { Cost } from './cost.ts';
import type { MeasuredRates } from './honesty.ts';

/**
 * What an evaluation found: names, hashes and figures, never text or (unless asked for) an id of a report, so that it may be printed, committed and
 * shown.
 */
export interface EvaluationResult {
  readonly schemaVersion: 1;
  /** ISO 8601. */
  readonly at: string;
  readonly data: DataSet;
  readonly train: DataSet | null;
  /** `left`: reports that cannot be examples. */
  readonly history: (DataSet & { readonly left: number }) | null;
  readonly machine: Machine;
  readonly systems: readonly SystemResult[];
  readonly differences: readonly Difference[];
  /** Empty when it was not asked for. */
  readonly honesty: readonly SystemHonesty[];
  /** Of the first system, the worst first. */
  readonly worst: readonly WorstOutput[];
}

/** A file by its name and hash, never its folder. */
export interface DataSet {
  readonly name: string;
  readonly sha256: string;
  readonly reports: number;
}

export interface SystemResult {
  readonly name: string;
  readonly views: readonly ViewScores[];
  /** Null for what the app's engine did not write. */
  readonly run: RunFacts | null;
}

/** One model with one kind of prompt on one engine. */
export interface RunFacts {
  readonly modelId: string;
  readonly manifestSha256: string;
  readonly quantization: string;
  readonly engine: string;
  /** The most examples in a prompt; 0 for none. */
  readonly examples: number;
  /** Null for a model that reads sides as they are written and cannot do otherwise. */
  readonly sides: SidesFacts | null;
  readonly cost: Cost;
}

/** How a model with canonical sides read the reports. */
export interface SidesFacts {
  readonly read: 'canonical' | 'as-written';
  /** Reports that were exchanged. */
  readonly exchanged: number;
  /** Reports that are never exchanged because a side in them is unsure. */
  readonly unsure: number;
}

/** Paired, report by report: one system's scores less another's on the same reports. */
export interface Difference {
  readonly name: string;
  readonly against: string;
  readonly views: readonly ViewScores[];
}

export interface SystemHonesty {
  readonly name: string;
  readonly rates: MeasuredRates;
}

export interface WorstOutput extends RougeScores {
  /** Of the data file, from 1. */
  readonly line: number;
  /** Only where it was asked for: ids of reports are often accession numbers, which identify a patient. */
  readonly id?: string;
  readonly abnormal: boolean;
  /** What the checks of domain/honesty find, each kind once. */
  readonly flags: readonly string[];
}
