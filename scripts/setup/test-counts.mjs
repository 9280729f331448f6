import { readFileSync, rmSync } from 'node:fs';

const NOTHING_RAN = { passed: 0, failed: 1, skipped: 0 };

/** Totals of a vitest JSON report; no report, or one without a test, is a failure: nothing was proven. */
export function vitestCounts(path) {
  const report = readJson(path);
  if (report === null) return NOTHING_RAN;
  return atLeastOne({
    passed: report.numPassedTests,
    // A file that fails to load has no tests of its own, and must not vanish from the sum.
    failed: Math.max(report.numFailedTests, report.success === true ? 0 : 1),
    skipped: report.numPendingTests + report.numTodoTests,
  });
}

/** Totals of a Playwright JSON report, as above. A test that passed on a second try counts as failed. */
export function playwrightCounts(path) {
  const report = readJson(path);
  if (report === null) return NOTHING_RAN;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return atLeastOne({ passed: expected, failed: unexpected + flaky + report.errors.length, skipped });
}

/** Totals of pytest's JUnit report, as above; an error while collecting counts as a failed test. */
export function junitCounts(path) {
  const suite = /<testsuite\s[^>]*>/.exec(readText(path) ?? '')?.[0];
  if (suite === undefined) return NOTHING_RAN;
  const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map((name) =>
    Number(new RegExp(`\\s${name}="(\\d+)"`).exec(suite)?.[1] ?? NaN),
  );
  const failed = failures + errors;
  const passed = tests - failed - skipped;
  return Number.isInteger(passed) ? atLeastOne({ passed, failed, skipped }) : NOTHING_RAN;
}

/** A runner that reports no passed and no failed test has crashed or looked in the wrong place. */
function atLeastOne(counts) {
  return counts.passed + counts.failed > 0 ? counts : { ...counts, failed: 1 };
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

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
