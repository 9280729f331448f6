import { History } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, DialogTrigger } from 'react-aria-components';
import { isPersons, type DraftingState } from '../../domain/drafting/drafting-state.ts';
import type { ExampleSource } from '../../domain/report/report.ts';
import { Explanation } from '../../ui/explanation.tsx';
import { formatMoment, plural } from '../../ui/format.ts';
import { CopiedNotice } from './copied-notice.tsx';
import { useExampleReports, type ReadReport } from './use-example-reports.ts';
import styles from './examples-line.module.css';

interface ExamplesLineProps {
  readonly drafting: DraftingState;
  readonly readReport: ReadReport;
}

/** Tells that earlier reports served as examples for the words in sight, which they are, and what was taken from them. */
export function ExamplesLine({ drafting, readReport }: ExamplesLineProps): ReactNode {
  const { impression, offer } = drafting;
  const isOffer = isPersons(impression) && offer !== null;
  const draft = isOffer ? offer : impression.draft;
  const examples = draft?.examples ?? [];
  if (draft === null || examples.length === 0) return null;
  return (
    <div className={styles['line']}>
      {draft.outcome !== 'streaming' && (
        <CopiedNotice
          findings={draft.findings ?? drafting.findings}
          text={isOffer ? offer.text : impression.text}
          examples={examples}
          readReport={readReport}
        />
      )}
      <DialogTrigger>
        <Button className={styles['why'] ?? ''}>
          <History aria-hidden="true" />
          {`Drafted with ${plural(examples.length, 'earlier report')}`}
        </Button>
        <Explanation title="Reports of other patients that the model was shown" placement="top start">
          <ExampleList examples={examples} readReport={readReport} />
        </Explanation>
      </DialogTrigger>
    </div>
  );
}

interface ExampleListProps {
  readonly examples: readonly ExampleSource[];
  readonly readReport: ReadReport;
}

/** The most similar first, as a reader expects; read from the database only while the list is open. */
function ExampleList({ examples, readReport }: ExampleListProps): ReactNode {
  const sources = examples.toReversed();
  const reports = useExampleReports(sources, readReport);
  return (
    <ol className={styles['list']}>
      {sources.map(({ reportId, savedAt }, index) => {
        const example = reports[index] ?? { state: 'pending' };
        return (
          <li key={reportId}>
            <h3>{formatMoment(savedAt)}</h3>
            {example.state === 'missing' && (
              <p className={styles['quiet']}>
                {example.reason === 'deleted'
                  ? 'This report has been deleted since.'
                  : 'This report cannot be read.'}
              </p>
            )}
            {example.state === 'read' && (
              <>
                {example.report.updatedAt !== savedAt && <p className={styles['quiet']}>Changed since.</p>}
                <p>{example.report.findings}</p>
                <p>
                  <strong>Impression:</strong> {example.report.impression}
                </p>
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}
