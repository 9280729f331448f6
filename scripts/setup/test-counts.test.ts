import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { junitCounts, playwrightCounts, vitestCounts } from './test-counts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'readroom-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const path = join(folder, `${crypto.randomUUID()}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const UNIT = { success: true, numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };
const E2E = { stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 1 }, errors: [] };

/** As pytest writes it. */
function junit(tests: number, failures: number, errors: number, skipped: number): string {
  const counts = `errors="${errors}" failures="${failures}" skipped="${skipped}" tests="${tests}"`;
  return `<?xml version="1.0"?><testsuites name="pytest"><testsuite name="pytest" ${counts} time="1.5">`;
}

describe('the summary of a test run', () => {
  test('adds up what passed, failed and was skipped', () => {
    expect(vitestCounts(report(UNIT))).toEqual({ passed: 3, failed: 0, skipped: 2 });
    expect(playwrightCounts(report(E2E))).toEqual({ passed: 3, failed: 0, skipped: 1 });
    expect(junitCounts(report(junit(7, 1, 1, 2)))).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  test.each([
    ['wrote no report', join(folder, 'none.json')],
    ['was killed while writing it', report('{"success": tr')],
  ])('never reads as passed when the runner %s', (_, path) => {
    expect(vitestCounts(path)).toMatchObject({ passed: 0, failed: 1 });
    expect(playwrightCounts(path)).toMatchObject({ passed: 0, failed: 1 });
    expect(junitCounts(path)).toMatchObject({ passed: 0, failed: 1 });
  });

  test('never reads as passed when no test ran, a file did not load, or a test passed only at last', () => {
    expect(vitestCounts(report({ ...UNIT, numPassedTests: 0 })).failed).toBe(1);
    expect(vitestCounts(report({ ...UNIT, success: false })).failed).toBe(1);
    expect(playwrightCounts(report({ ...E2E, stats: { ...E2E.stats, expected: 0 } })).failed).toBe(1);
    expect(playwrightCounts(report({ ...E2E, errors: [{}] })).failed).toBe(1);
    expect(playwrightCounts(report({ ...E2E, stats: { ...E2E.stats, flaky: 1 } })).failed).toBe(1);
  });
});
