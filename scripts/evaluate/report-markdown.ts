import type { DataSet, EvaluationResult } from './evaluation-result.ts';
import {
  costTable,
  differenceTable,
  honestyTable,
  scoreTable,
  sidesNote,
  worstTable,
} from './result-tables.ts';
import { markdownTable, type Table } from './table.ts';

/** The tables as a Markdown file for a model card: names, hashes, lines and figures, no text of a report. */
export function reportMarkdown(result: EvaluationResult): string {
  const { data, train, history, machine, systems, differences, honesty, worst } = result;
  const lines = [
    `Measured on ${result.at.slice(0, 10)} with the app’s own engine in headless Chromium (\`npm run evaluate\`) on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB of memory.`,
    '',
    `- Reports: ${dataSet(data)}`,
    ...(train === null ? [] : [`- Nearest neighbour from: ${dataSet(train)}`]),
    ...(history === null
      ? []
      : [
          `- Examples from: ${dataSet(history)}; ${history.left} of them cannot be examples (blank, or with marks of de-identification)`,
        ]),
    ...systems.flatMap(({ name, run }) =>
      run === null ? [] : [`- ${name}: ${run.quantization}, manifest ${run.manifestSha256}`],
    ),
    ...part(
      'Scores',
      'ROUGE F1 × 100, lower-cased, no stemming; 95 % bootstrap intervals.',
      scoreTable(result),
    ),
  ];
  if (differences.length > 0) {
    const about = 'ROUGE F1 × 100, paired report by report; 95 % bootstrap intervals of the differences.';
    lines.push(...part('Differences', about, differenceTable(result)));
  }
  if (honesty.length > 0) {
    const about =
      'Share, count and 95 % Wilson interval. The first four should be 100 %, the others 0 %. What the radiologists’ own impressions are flagged for is the noise of the checks and of the data.';
    const sides = sidesNote(result);
    lines.push(...part('Honesty', about, honestyTable(result)), ...(sides === null ? [] : ['', sides]));
  }
  lines.push(
    ...part('Cost', 'Tokens are means, times medians; minutes are of all drafts.', costTable(result)),
    ...part(
      'Worst outputs',
      `The ${worst.length} drafts of ${systems[0]?.name ?? ''} with the lowest mean score, by the lines of the data set.`,
      worstTable(result),
    ),
  );
  return `${lines.join('\n')}\n`;
}

function part(title: string, about: string, table: Table): string[] {
  return ['', `## ${title}`, '', about, '', markdownTable(table)];
}

function dataSet({ name, sha256, reports }: DataSet): string {
  return `${name}, ${reports} reports, SHA-256 ${sha256}`;
}
