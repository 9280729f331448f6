import type { ReactNode } from 'react';
import type { EvaluationSummary, HonestyMeasure } from '../../domain/model/model-details.ts';
import { formatMoment } from '../../ui/format.ts';
import styles from './provenance.module.css';

const ALWAYS = 'should be 100 %';
const NEVER = 'should be 0 %';
const SIDES = { canonical: 'with canonical sides', 'as-written': 'with sides as written' };
/** Findings and their mirror image make one prompt in a model with canonical sides. */
const OF_SIDES: ReadonlySet<HonestyMeasure> = new Set(['swap', 'swapSides', 'exampleSides']);
const BY_CONSTRUCTION = 'by construction; what the adapter itself does is told with sides as written';

/** What was counted, and which way is better. */
const MEASURES: Readonly<Record<HonestyMeasure, readonly [string, string]>> = {
  swap: ['Left and right exchanged in the findings: the draft follows', ALWAYS],
  swapSides: ['The same, whatever the sides are said of', ALWAYS],
  negation: ['A finding denied: it is gone from the draft', ALWAYS],
  number: ['A measurement changed: the draft follows', ALWAYS],
  unsupported: ['Drafts that state a problem without ground in the findings', NEVER],
  speculative: ['Drafts that suspect a problem without ground in the findings', NEVER],
  denied: ['Drafts that deny a problem that the findings state', NEVER],
  wrongSide: ['Drafts that name a wrong side', NEVER],
  wrongNumber: ['Drafts with a number that the findings do not hold', NEVER],
  omitted: ['Drafts that leave out a problem that the findings state', NEVER],
  marks: ['Drafts that print a mark of de-identification, such as XXXX', NEVER],
  copied: ['Drafts that hold what an earlier report in the prompt does and the findings do not', NEVER],
  exampleSides: ['Left and right exchanged in the earlier reports alone: the draft follows', NEVER],
  exampleNumbers: ['A measurement changed in the earlier reports alone: the draft follows', NEVER],
};

/** How far the model kept to the findings it was given, a row per measure of an evaluation; nothing when none tells. */
export function HonestyTable({
  evaluations,
}: {
  readonly evaluations: readonly EvaluationSummary[];
}): ReactNode {
  const telling = evaluations.filter(({ honesty }) => (honesty?.length ?? 0) > 0);
  if (telling.length === 0) return null;
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <caption>Faithfulness to the findings, with the bounds of the 95 % interval</caption>
        <thead>
          <tr>
            <th scope="col">Data set</th>
            <th scope="col">What was counted</th>
            <th scope="col">Of</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        {telling.map(({ at, engine, data, sides, honesty = [] }) => (
          <tbody key={`${at} ${engine} ${data.sha256}`}>
            {honesty.map(({ measure, cases, rate }, index) => (
              <tr key={measure}>
                {index === 0 && (
                  <th scope="rowgroup" rowSpan={honesty.length}>
                    {data.name}
                    <span className={styles['under']}>{formatMoment(at)}</span>
                    {sides !== undefined && <span className={styles['under']}>{SIDES[sides]}</span>}
                  </th>
                )}
                <td>
                  {MEASURES[measure][0]}
                  <span className={styles['under']}>
                    {sides === 'canonical' && OF_SIDES.has(measure) ? BY_CONSTRUCTION : MEASURES[measure][1]}
                  </span>
                </td>
                <td>{cases}</td>
                <td>
                  {percent(rate.value)} %
                  <span className={styles['under']}>
                    {percent(rate.low)}–{percent(rate.high)} %
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
