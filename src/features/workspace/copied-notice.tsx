import type { ReactNode } from 'react';
import { copiedFromExamples } from '../../domain/honesty/copied-from-examples.ts';
import type { ExampleSource } from '../../domain/report/report.ts';
import { reportTitle } from '../../domain/report/search.ts';
import { formatMoment, plural } from '../../ui/format.ts';
import { useExampleReports, type ReadReport } from './use-example-reports.ts';
import styles from './examples-line.module.css';

/** Longest title of a report in a sentence. */
const TITLE_CHARACTERS = 60;

interface CopiedNoticeProps {
  readonly findings: string;
  readonly text: string;
  readonly examples: readonly ExampleSource[];
  readonly readReport: ReadReport;
}

/** Names what words in sight seem to have taken from an earlier report, of another patient. */
export function CopiedNotice({ findings, text, examples, readReport }: CopiedNoticeProps): ReactNode {
  const known = useExampleReports(examples, readReport);
  const reports = known.flatMap((example) => (example.state === 'read' ? [example.report] : []));
  const copied = copiedFromExamples(findings, reports, text);
  const missing = known.filter(({ state }) => state === 'missing').length;
  return (
    <>
      {reports.map((report, index) => {
        const words = wordsOf(
          text,
          copied.filter(({ example }) => example === index),
        );
        return words.length === 0 ? null : (
          <p key={report.id} role="note" className={styles['copied']}>
            {`${listed(words)} ${words.length === 1 ? 'stands' : 'stand'} in the report “${shortened(reportTitle(report))}” of ${formatMoment(report.updatedAt)}, of another patient, and not in these findings.`}
          </p>
        );
      })}
      {missing > 0 && (
        <p className={styles['uncompared']}>
          {`${plural(missing, 'report')} that the model was shown could not be compared with this draft.`}
        </p>
      )}
    </>
  );
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Each once; what stands side by side ("Dr Meyer") as one. */
function wordsOf(text: string, spans: readonly Span[]): string[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && /^\.? $/.test(text.slice(last.end, span.start)))
      joined[joined.length - 1] = { start: last.start, end: span.end };
    else joined.push(span);
  }
  return [...new Set(joined.map(({ start, end }) => `“${text.slice(start, end)}”`))];
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function shortened(title: string): string {
  return title.length <= TITLE_CHARACTERS ? title : `${title.slice(0, TITLE_CHARACTERS - 1)}…`;
}
