import { readFileSync, rmSync } from 'node:fs';

/** Totals of a vitest JSON report; null when there is none. */
export function vitestCounts(path) {
  const report = readJson(path);
  if (report === null) return null;
  return {
    passed: report.numPassedTests,
    // A file that fails to load has no tests of its own, and must not vanish from the sum.
    failed: Math.max(report.numFailedTests, report.success === true ? 0 : 1),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Totals of a Playwright JSON report; null when there is none. A test that passed on a second try counts as failed. */
export function playwrightCounts(path) {
  const report = readJson(path);
  if (report === null) return null;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

export function removeReport(path) {
  rmSync(path, { force: true });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
