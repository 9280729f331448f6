import { seededRandom } from '../../src/domain/metrics/seeded-random.ts';
import { createExampleHistory } from '../../src/domain/retrieval/example-history.ts';

export interface RetrievalFigures {
  /** Reports that the history held. */
  readonly reports: number;
  /** ms for all of them, from nothing. */
  readonly fillMs: number;
  /** ms of each query, of as many words as a report has. */
  readonly queryMs: readonly number[];
  /** ms of each report put in the place of its earlier form, as a save does, with the query after it. */
  readonly saveMs: readonly number[];
}

/** As many words as a large archive of chest radiographs uses; how often one occurs falls with its rank. */
const VOCABULARY = 30_000;
const SHORTEST = 15;
const LONGEST = 75;
const REPEATS = 50;

/** Runs in the browser (scripts/bench/retrieval.ts): a history of made-up reports, asked and changed. */
export function measureRetrieval(reports: number): RetrievalFigures {
  const random = seededRandom(6);
  // Zipf's law, by inversion: ranks e^u - 1 for even u have a density of 1 / (rank + 1).
  const word = (): string => `w${Math.floor(Math.exp(random() * Math.log(VOCABULARY + 1))) - 1}`;
  const findings = (): string =>
    Array.from({ length: SHORTEST + Math.floor(random() * (LONGEST - SHORTEST)) }, word).join(' ');
  const texts = Array.from({ length: reports }, findings);
  const history = createExampleHistory();
  const time = (task: () => void): number => {
    const start = performance.now();
    task();
    return performance.now() - start;
  };
  const put = (id: number, text: string): void => {
    history.put({ id: `${id}`, findings: text, impression: `Impression ${id}.` });
  };
  const fillMs = time(() => texts.forEach((text, id) => put(id, text)));
  const queryMs = Array.from({ length: REPEATS }, () => {
    const query = { findings: findings() };
    return time(() => history.choose(query));
  });
  const saveMs = Array.from({ length: REPEATS }, () => {
    const text = findings();
    const id = Math.floor(random() * reports);
    return time(() => {
      put(id, text);
      history.choose({ findings: text, id: `${id}` });
    });
  });
  return { reports: history.size, fillMs, queryMs, saveMs };
}
