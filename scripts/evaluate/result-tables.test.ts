import { describe, expect, it } from 'vitest';
import type { Cost } from './cost.ts';
import type { EvaluationResult } from './evaluation-result.ts';
import { honestyOf } from './honesty.ts';
import { reportMarkdown } from './report-markdown.ts';
import { differenceTable, honestyTable, scoreTable } from './result-tables.ts';
import { resultText } from './result-text.ts';
import { constantAnswers, difference, scoresOf, worstOutputs } from './score-systems.ts';
import { markdownTable } from './table.ts';

const REPORTS = [
  { id: 'a', findings: 'x', impression: 'No acute cardiopulmonary abnormality.', seen: true },
  { id: 'b', findings: 'Effusion on the left.', impression: 'Left effusion.', seen: false },
];
const ECHO = { name: 'echo', answers: REPORTS.map(({ impression }) => impression) };
const CONSTANT = constantAnswers(REPORTS);
const COST: Cost = {
  ...{ drafts: 2, stopped: 2, cut: 0, failed: 0, marked: 0, promptTokens: 70, reusedTokens: 20 },
  ...{ impressionTokens: 9, verifiedTokens: 0, examples: 0, firstTokenMs: 900, draftMs: 1100 },
  ...{ decodedPerSecond: 28.9, minutes: 5.5 },
};
const drafts = new Map(REPORTS.map(({ id, impression }) => [id, impression]));

const RESULT: EvaluationResult = {
  schemaVersion: 1,
  at: '2026-11-22T12:00:00.000Z',
  data: { name: 'val.jsonl', sha256: 'd'.repeat(64), reports: 2 },
  train: null,
  history: null,
  machine: { cpu: 'a processor', cores: 2, memoryGiB: 24, system: 'linux x64', node: '20' },
  systems: [
    {
      name: 'echo',
      views: scoresOf(REPORTS, ECHO),
      run: {
        ...{
          modelId: 'echo',
          manifestSha256: 'e'.repeat(64),
          quantization: 'q8f16_1',
          engine: 'cpu, 1 threads',
        },
        ...{ examples: 0, sides: null, cost: COST },
      },
    },
    { name: CONSTANT.name, views: scoresOf(REPORTS, CONSTANT), run: null },
  ],
  differences: [difference(REPORTS, CONSTANT, ECHO)],
  honesty: [{ name: 'echo', rates: honestyOf(REPORTS, drafts) }],
  worst: worstOutputs(REPORTS, CONSTANT, 10),
};

describe('the tables of an evaluation', () => {
  it('have the views that tell a template from a report', () => {
    expect(scoreTable(RESULT).rows.map((row) => row.slice(0, 3))).toEqual([
      ['all (2)', 'echo', '100.0 (100.0–100.0)'],
      ['all (2)', 'constant answer', expect.stringMatching(/^50\.0 /)],
      ['unseen findings (1)', 'echo', '100.0 (100.0–100.0)'],
      ['unseen findings (1)', 'constant answer', '0.0 (0.0–0.0)'],
      ['abnormal (1)', 'echo', '100.0 (100.0–100.0)'],
      ['abnormal (1)', 'constant answer', '0.0 (0.0–0.0)'],
    ]);
  });

  it('give a loss its sign, and no sign to none', () => {
    const [all, unseen] = differenceTable(RESULT).rows;
    expect(all?.slice(1, 3)).toEqual([
      'constant answer less echo',
      expect.stringMatching(/^-50\.0 \(-100\.0 to 0\.0\)$/),
    ]);
    expect(unseen?.[2]).toBe('-100.0 (-100.0 to -100.0)');
    const [gain] = differenceTable({ differences: [difference(REPORTS, ECHO, CONSTANT)] }).rows;
    expect(gain?.[2]).toMatch(/^\+50\.0 \(0\.0 to \+100\.0\)$/);
  });

  it('show shares with their counts, and none where nothing was judged', () => {
    const rows = honestyTable(RESULT).rows;
    expect(rows.find(([what]) => what === 'prints XXXX or the like')?.[1]).toMatch(/^0\.0 % \(0 of 2; 0\.0–/);
    // No changed findings were drafted.
    expect(rows[0]?.[1]).toBe('-');
  });

  it('never show what canonical sides pass by construction without saying so', () => {
    const [first] = RESULT.systems;
    if (!first?.run) throw new Error('no run');
    const sides = { read: 'canonical', exchanged: 1, unsure: 0 } as const;
    const systems = [{ ...first, run: { ...first.run, sides } }];
    for (const text of [resultText, reportMarkdown].map((print) => print({ ...RESULT, systems }))) {
      expect(text).toContain('echo: 1 of 2 exchanged, 0 never because a side is unsure');
      expect(text).toContain('say nothing about the adapter');
    }
    expect(resultText(RESULT)).not.toContain('by construction');
  });

  it('name the worst by line and score, the worst first, and never by an id that nobody asked for', () => {
    expect(RESULT.worst.map(({ line, rouge1, abnormal }) => [line, rouge1, abnormal])).toEqual([
      [2, 0, true],
      [1, 1, false],
    ]);
  });

  it('hold no text of a report, on the terminal and in the file', () => {
    for (const text of [resultText(RESULT), reportMarkdown(RESULT), JSON.stringify(RESULT)])
      expect(text).not.toMatch(/effusion|cardiopulmonary/i);
    expect(reportMarkdown(RESULT)).toContain('| 2 | 0.0 | 0.0 | 0.0 | yes |');
    expect(JSON.stringify(RESULT.worst)).not.toContain('"id"');
  });

  it('are tables in Markdown whatever a name holds', () => {
    expect(markdownTable({ head: ['a'], rows: [['b|c']] })).toBe('| a |\n| --- |\n| b\\|c |');
  });
});
