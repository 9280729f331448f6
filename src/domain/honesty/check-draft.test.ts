import { describe, expect, test } from 'vitest';
import { checkDraft } from './check-draft.ts';
import cases from './fixtures/checks.json' with { type: 'json' };

describe('checkDraft', () => {
  test.each(cases)('$about', ({ findings, draft, flags }) => {
    const found = checkDraft(findings, draft).map(({ kind, concept, side }) =>
      [kind, ...(concept === '' ? [] : [concept]), ...(side === null ? [] : [side])].join(' '),
    );
    expect(found).toEqual(flags);
  });

  test('points at the words in the draft, and at those in the findings for what is left out', () => {
    const findings = 'There is a large hiatal hernia and a pneumothorax.';
    const draft = 'Hernia. Right rib fracture.';
    const spans = checkDraft(findings, draft).map(({ kind, start, end }) => [
      kind,
      (kind === 'omitted' ? findings : draft).slice(start, end),
    ]);
    expect(spans).toEqual([
      ['unsupported', 'rib fracture'],
      ['omitted', 'pneumothorax'],
    ]);
  });

  test('says nothing twice', () => {
    expect(checkDraft('Clear lungs.', 'Nodule. A nodule. Nodules.')).toHaveLength(1);
  });
});
