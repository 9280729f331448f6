import { CONSTANT_ANSWER, isAbnormal } from '../../src/domain/metrics/baselines.ts';
import { checkDraft } from '../../src/domain/honesty/check-draft.ts';
import { reportViews } from '../../src/domain/metrics/report-views.ts';
import { rouge, ROUGE_NAMES, type RougeScores } from '../../src/domain/metrics/rouge.ts';
import { viewScores, type ViewScores } from '../../src/domain/metrics/view-scores.ts';
import type { Difference, WorstOutput } from './evaluation-result.ts';
import type { Report } from './read-reports.ts';

/** Answers to all reports, in their order. */
export interface Answers {
  readonly name: string;
  readonly answers: readonly string[];
}

/** What anyone can print who reads nothing. */
export function constantAnswers(reports: readonly Report[]): Answers {
  return { name: 'constant answer', answers: reports.map(() => CONSTANT_ANSWER) };
}

export function rougeOf(reports: readonly Report[], { answers }: Answers): RougeScores[] {
  return reports.map(({ impression }, index) => rouge(impression, answers[index] ?? ''));
}

export function scoresOf(reports: readonly Report[], system: Answers): ViewScores[] {
  return viewScores(rougeOf(reports, system), reportViews(reports));
}

/** What a system gains on another (loses, where negative), with intervals of the paired differences. */
export function difference(reports: readonly Report[], system: Answers, against: Answers): Difference {
  const others = rougeOf(reports, against);
  const differences = rougeOf(reports, system).map((scores, index) => {
    const other = others[index] ?? scores;
    return {
      rouge1: scores.rouge1 - other.rouge1,
      rouge2: scores.rouge2 - other.rouge2,
      rougeL: scores.rougeL - other.rougeL,
    };
  });
  return {
    name: system.name,
    against: against.name,
    views: viewScores(differences, reportViews(reports)),
  };
}

/** The reports with the lowest mean of the three scores; of equals the first. Ids only where they are to be shown. */
export function worstOutputs(
  reports: readonly Report[],
  system: Answers,
  count: number,
  showIds = false,
): WorstOutput[] {
  const meanOf = (scores: RougeScores): number =>
    ROUGE_NAMES.reduce((total, name) => total + scores[name], 0) / ROUGE_NAMES.length;
  return rougeOf(reports, system)
    .map((scores, index) => ({ scores, index }))
    .toSorted((a, b) => meanOf(a.scores) - meanOf(b.scores))
    .slice(0, count)
    .flatMap(({ scores, index }) => {
      const report = reports[index];
      if (report === undefined) return [];
      const flags = checkDraft(report.findings, system.answers[index] ?? '').map(({ kind }) => kind);
      return [
        {
          line: index + 1,
          ...(showIds ? { id: report.id } : {}),
          ...scores,
          abnormal: isAbnormal(report.impression),
          flags: [...new Set(flags)],
        },
      ];
    });
}
