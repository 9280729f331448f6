import type { EvaluationResult } from './evaluation-result.ts';
import type { Report } from './read-reports.ts';
import type { Answers } from './score-systems.ts';

/** The worst drafts with their reports' text, for the person at the terminal alone: nothing of it goes into a file. */
export function worstTexts(
  { worst }: Pick<EvaluationResult, 'worst'>,
  reports: readonly Report[],
  system: Answers,
): string {
  return worst
    .map(({ line, flags }) => {
      const index = line - 1;
      return [
        `line ${line}${flags.length === 0 ? '' : ` (${flags.join(', ')})`}`,
        `  findings    ${reports[index]?.findings ?? ''}`,
        `  impression  ${reports[index]?.impression ?? ''}`,
        `  draft       ${system.answers[index] ?? ''}`,
      ].join('\n');
    })
    .join('\n\n');
}
