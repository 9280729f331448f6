import { useQueries } from '@tanstack/react-query';
import { History } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, DialogTrigger } from 'react-aria-components';
import { isPersons, type DraftingState } from '../../domain/drafting/drafting-state.ts';
import type { ExampleSource, Report } from '../../domain/report/report.ts';
import { Explanation } from '../../ui/explanation.tsx';
import { formatMoment } from '../../ui/format.ts';
import styles from './examples-line.module.css';

export type ReadReport = (id: string) => Promise<Report | null>;

interface ExamplesLineProps {
  readonly drafting: DraftingState;
  readonly readReport: ReadReport;
}

/** Tells that earlier reports served as examples for the words in sight, and shows which. */
export function ExamplesLine({ drafting, readReport }: ExamplesLineProps): ReactNode {
  const { impression, offer } = drafting;
  const draft = isPersons(impression) && offer !== null ? offer : impression.draft;
  const examples = draft?.examples ?? [];
  if (examples.length === 0) return null;
  return (
    <p className={styles['line']}>
      <DialogTrigger>
        <Button className={styles['why'] ?? ''}>
          <History aria-hidden="true" />
          {`Drafted with ${examples.length} of your reports`}
        </Button>
        <Explanation title="Earlier reports that the model was shown" placement="top start">
          <ExampleList examples={examples} readReport={readReport} />
        </Explanation>
      </DialogTrigger>
    </p>
  );
}

interface ExampleListProps {
  readonly examples: readonly ExampleSource[];
  readonly readReport: ReadReport;
}

/** The most similar first, as a reader expects; read from the database only while the list is open. */
function ExampleList({ examples, readReport }: ExampleListProps): ReactNode {
  const sources = examples.toReversed();
  const reports = useQueries({
    queries: sources.map(({ reportId, savedAt }) => ({
      queryKey: ['example', reportId, savedAt],
      queryFn: () => readReport(reportId),
      gcTime: 0,
    })),
  });
  return (
    <ol className={styles['list']}>
      {sources.map(({ reportId, savedAt }, index) => {
        const { data, isPending } = reports[index] ?? { data: null, isPending: true };
        return (
          <li key={reportId}>
            <h3>{formatMoment(savedAt)}</h3>
            {isPending ? null : data === null || data === undefined ? (
              <p className={styles['quiet']}>This report has been deleted since, or cannot be read.</p>
            ) : (
              <>
                {data.updatedAt !== savedAt && <p className={styles['quiet']}>Changed since.</p>}
                <p>{data.findings}</p>
                <p>
                  <strong>Impression:</strong> {data.impression}
                </p>
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}
