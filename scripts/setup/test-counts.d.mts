export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function vitestCounts(path: string): Counts;
export function playwrightCounts(path: string): Counts;
export function junitCounts(path: string): Counts;
export function removeReport(path: string): void;
