import type { EvaluationResult } from './evaluation-result.ts';
import {
  costTable,
  differenceTable,
  honestyTable,
  scoreTable,
  sidesNote,
  worstTable,
} from './result-tables.ts';
import { textTable } from './table.ts';

/** The tables for a terminal. */
export function resultText(result: EvaluationResult): string {
  const parts = [
    textTable(scoreTable(result)),
    'ROUGE F1 x 100, lower-cased, no stemming; 95 % bootstrap intervals.',
  ];
  if (result.differences.length > 0) parts.push(textTable(differenceTable(result)));
  if (result.honesty.length > 0) {
    parts.push(
      textTable(honestyTable(result)),
      'The first four should be 100 %, the others 0 %; 95 % Wilson intervals.',
    );
    const sides = sidesNote(result);
    if (sides !== null) parts.push(sides);
  }
  parts.push(textTable(costTable(result)), `The worst by mean ROUGE:\n${textTable(worstTable(result))}`);
  return parts.join('\n\n');
}
