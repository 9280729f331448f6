/** One measured figure. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note?: string;
}

/** Figures measured together, in one run on one machine. */
export interface BenchSection {
  readonly name: string;
  readonly rows: readonly BenchRow[];
}
