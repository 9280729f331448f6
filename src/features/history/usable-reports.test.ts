import { describe, expect, it } from 'vitest';
import { createReport, type Report } from '../../domain/report/report.ts';
import { createUsableReports, SETTLED_MS, type UsableReports } from './usable-reports.ts';

const EFFUSION = 'Small left pleural effusion.';
const ID = '3f1c2e64-7d1b-4a8e-9c55-0d2f6a1b7e90';
const START = 1_700_000_000_000;

const report = (changes: Partial<Report>): Report => ({
  ...createReport(ID, START),
  ...{ findings: EFFUSION, impression: 'Left effusion.', author: 'person', updatedAt: START },
  ...changes,
});

/** @param minutes since START, now */
function setUp(): { usable: UsableReports; chosen: () => string[]; wait: (minutes: number) => void } {
  let now = START;
  const usable = createUsableReports(() => now);
  return {
    usable,
    chosen: () => usable.choose(EFFUSION, 'open', 3).map(({ impression }) => impression),
    wait: (minutes) => {
      now += minutes * 60_000;
    },
  };
}

const accepted = (draftedAt: number, findingsRevision: number): Report =>
  report({
    author: 'accepted',
    findingsRevision,
    provenance: {
      ...{ modelId: 'm', manifestSha256: 'a'.repeat(64), outcome: 'complete', findingsRevision: draftedAt },
    },
  });

describe('a report serves as an example', () => {
  it('when nobody has saved it for ten minutes: until then it may be half written', () => {
    const { usable, chosen, wait } = setUp();
    usable.take(report({ impression: 'Large left pneumoth' }));
    expect(chosen()).toEqual([]);
    wait(9);
    usable.take(report({ impression: 'Large left pneumothorax.', updatedAt: START + 9 * 60_000 }));
    wait(9);
    expect(chosen()).toEqual([]);
    wait(1);
    expect(chosen()).toEqual(['Large left pneumothorax.']);
  });

  it('no longer while it is being edited again', () => {
    const { usable, chosen, wait } = setUp();
    usable.take(report({}));
    wait(60);
    expect(chosen()).toEqual(['Left effusion.']);
    usable.take(report({ impression: 'Left', updatedAt: START + SETTLED_MS * 6 }));
    expect(chosen()).toEqual([]);
  });

  it('though the clock was set back since it was saved', () => {
    const { usable, chosen, wait } = setUp();
    wait(-24 * 60);
    usable.take(report({}));
    expect(chosen()).toEqual(['Left effusion.']);
  });

  it('when its draft was accepted for the findings as they stand, not for fewer of them', () => {
    const { usable, chosen, wait } = setUp();
    wait(60);
    usable.take(accepted(3, 3));
    expect(chosen()).toEqual(['Left effusion.']);
    usable.take(accepted(3, 4));
    expect(chosen()).toEqual([]);
    usable.take({ ...accepted(3, 3), provenance: null });
    expect(chosen()).toEqual([]);
  });

  it('until it is deleted, settled or not', () => {
    const { usable, chosen, wait } = setUp();
    usable.take(report({}));
    usable.keepOnly(new Set());
    wait(60);
    expect([usable.unsettled, chosen()]).toEqual([0, []]);
    usable.take(report({}));
    expect(chosen()).toEqual(['Left effusion.']);
    usable.keepOnly(new Set(['another']));
    expect(chosen()).toEqual([]);
  });
});
