import type { ReactNode } from 'react';
import type { EvaluationSummary } from '../../domain/model/model-details.ts';
import { formatMoment, plural } from '../../ui/format.ts';
import styles from './provenance.module.css';

type Score = EvaluationSummary['views'][number]['rouge1'];

/** What `npm run evaluate` measured, a row per view of a data set. */
export function EvaluationsTable({
  evaluations,
}: {
  readonly evaluations: readonly EvaluationSummary[];
}): ReactNode {
  if (evaluations.length === 0) return <p>No evaluation has been added.</p>;
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <caption>ROUGE F1, with the bounds of the 95 % interval</caption>
        <thead>
          <tr>
            <th scope="col">Data set</th>
            <th scope="col">View</th>
            <th scope="col">Reports</th>
            <th scope="col">ROUGE-1</th>
            <th scope="col">ROUGE-2</th>
            <th scope="col">ROUGE-L</th>
          </tr>
        </thead>
        {evaluations.map((evaluation) => (
          <tbody key={`${evaluation.at} ${evaluation.engine} ${evaluation.data.sha256}`}>
            {evaluation.views.map((view, index) => (
              <tr key={view.name}>
                {index === 0 && (
                  <th scope="rowgroup" rowSpan={evaluation.views.length}>
                    {evaluation.data.name}
                    <span className={styles['under']}>
                      {evaluation.engine}, {formatMoment(evaluation.at)}
                    </span>
                    {evaluation.examples !== undefined && (
                      <span className={styles['under']}>
                        with up to {plural(evaluation.examples.most, 'example')} from{' '}
                        {evaluation.examples.from.name}
                      </span>
                    )}
                    <span className={styles['hash']}>{evaluation.data.sha256}</span>
                  </th>
                )}
                <td>{view.name}</td>
                <td>{view.reports}</td>
                {[view.rouge1, view.rouge2, view.rougeL].map((score, column) => (
                  <td key={column}>
                    <ScoreCell score={score} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function ScoreCell({ score }: { readonly score: Score }): ReactNode {
  return (
    <>
      {score.value.toFixed(3)}
      <span className={styles['under']}>
        {score.low.toFixed(3)}–{score.high.toFixed(3)}
      </span>
    </>
  );
}
