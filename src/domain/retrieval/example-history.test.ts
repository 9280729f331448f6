import { describe, expect, it } from 'vitest';
import { createExampleHistory, type ExampleHistory, type HistoryReport } from './example-history.ts';
import marks from './fixtures/marks.json' with { type: 'json' };
import { hasMarks } from './has-marks.ts';

const EFFUSION = 'Small left pleural effusion with atelectasis.';
const REPORTS: readonly HistoryReport[] = [
  { id: 'clear', findings: 'The lungs are clear.', impression: 'Normal chest.' },
  { id: 'left', findings: EFFUSION, impression: 'Left effusion.' },
  { id: 'right', findings: 'Small right pleural effusion.', impression: 'Right effusion.' },
  { id: 'large', findings: 'Large effusion.', impression: 'Large effusion.' },
];

function historyOf(reports: readonly HistoryReport[]): ExampleHistory {
  const history = createExampleHistory();
  for (const report of reports) history.put(report);
  return history;
}

const idsOf = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id);

describe('the choice of examples', () => {
  it('gives the most similar reports, the most similar last, up to three or what is asked', () => {
    const history = historyOf(REPORTS);
    expect(idsOf(history.choose({ findings: EFFUSION }))).toEqual(['large', 'right', 'left']);
    expect(idsOf(history.choose({ findings: EFFUSION }, 1))).toEqual(['left']);
    expect(history.choose({ findings: EFFUSION }, 0)).toEqual([]);
  });

  it('gives none for findings that share no word with any report', () => {
    expect(historyOf(REPORTS).choose({ findings: 'Knee: torn meniscus.' })).toEqual([]);
    expect(createExampleHistory().choose({ findings: EFFUSION })).toEqual([]);
  });

  it('never gives a report itself', () => {
    expect(idsOf(historyOf(REPORTS).choose({ findings: EFFUSION, id: 'left' }))).toEqual(['large', 'right']);
  });

  it('gives the report of another study with the same words, but not where the answer is known', () => {
    const twice = historyOf([...REPORTS, { id: 'later', findings: EFFUSION, impression: 'Left effusion.' }]);
    expect(idsOf(twice.choose({ findings: EFFUSION, id: 'left' }, 1))).toEqual(['later']);
    expect(idsOf(twice.choose({ findings: EFFUSION, id: 'later' }, 1))).toEqual(['left']);
    const training = { findings: `${EFFUSION} `, id: 'left', impression: ' Left effusion.' };
    expect(idsOf(twice.choose(training))).toEqual(['large', 'right']);
  });

  it('keeps reports with the same findings and another impression where the answer is known', () => {
    const history = historyOf([...REPORTS, { id: 'other', findings: EFFUSION, impression: 'As before.' }]);
    const training = { findings: EFFUSION, id: 'left', impression: 'Left effusion.' };
    expect(idsOf(history.choose(training, 1))).toEqual(['other']);
  });

  it('shows the same findings and the same impression once, however often they were written', () => {
    const copies = REPORTS.map(({ id, ...pair }) => ({
      ...pair,
      id: `copy of ${id}`,
      findings: ` ${pair.findings}\n`,
    }));
    const history = historyOf([...REPORTS, ...copies]);
    expect(history.size).toBe(REPORTS.length);
    expect(idsOf(history.choose({ findings: EFFUSION }))).toEqual([
      'copy of large',
      'copy of right',
      'copy of left',
    ]);
  });

  it('takes no report without findings or impression and none whose impression holds marks, and says so', () => {
    const history = createExampleHistory();
    expect(history.put({ id: 'a', findings: EFFUSION, impression: ' \n' })).toBe('empty');
    expect(history.put({ id: 'b', findings: '', impression: 'Normal.' })).toBe('empty');
    expect(history.put({ id: 'c', findings: EFFUSION, impression: 'Normal chest x-XXXX.' })).toBe('marked');
    expect(history.put({ id: 'd', findings: `${EFFUSION} XXXX is seen.`, impression: 'Effusion.' })).toBe(
      'kept',
    );
    expect(idsOf(history.choose({ findings: EFFUSION }))).toEqual(['d']);
  });

  it('follows a report that changes, becomes unusable or goes', () => {
    const history = historyOf(REPORTS);
    history.put({ id: 'left', findings: 'Fracture of the clavicle.', impression: 'Fracture.' });
    expect(idsOf(history.choose({ findings: EFFUSION }))).toEqual(['large', 'right']);
    expect(history.choose({ findings: 'A clavicle' })).toMatchObject([
      { id: 'left', impression: 'Fracture.' },
    ]);
    history.put({ id: 'left', findings: 'Fracture of the clavicle.', impression: '' });
    history.remove('large');
    history.remove('large');
    expect(history.choose({ findings: 'A clavicle' })).toEqual([]);
    expect(idsOf(history.choose({ findings: EFFUSION }))).toEqual(['right']);
    expect(history.size).toBe(2);
  });
});

describe('hasMarks', () => {
  it.each(marks.marked)('sees the marks in “%s”', (text) => expect(hasMarks(text)).toBe(true));
  it.each(marks.plain)('sees none in “%s”', (text) => expect(hasMarks(text)).toBe(false));
});
