import { rougeWords } from './rouge.ts';

export interface ReportPair {
  readonly findings: string;
  readonly impression: string;
}

type Vector = ReadonlyMap<string, number>;

/**
 * Answers with the impression of the training report whose findings are nearest: cosine of TF-IDF vectors,
 * term counts times ln((1 + n) / (1 + df)) + 1, k = 1; of equals the first. The baseline that any model
 * must beat on reports made of templates.
 */
export function createNearestNeighbour(training: readonly ReportPair[]): (findings: string) => string {
  const documents = training.map(({ findings }) => countWords(findings));
  const frequency = new Map<string, number>();
  for (const words of documents) {
    for (const word of words.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const idf = (word: string): number =>
    Math.log((1 + training.length) / (1 + (frequency.get(word) ?? 0))) + 1;
  const postings = new Map<string, { document: number; weight: number }[]>();
  documents.forEach((words, document) => {
    for (const [word, weight] of unitVector(words, idf)) {
      const list = postings.get(word);
      if (list === undefined) postings.set(word, [{ document, weight }]);
      else list.push({ document, weight });
    }
  });
  return (findings) => {
    const scores = new Float64Array(training.length);
    for (const [word, weight] of unitVector(countWords(findings), idf)) {
      for (const posting of postings.get(word) ?? []) {
        scores[posting.document] = (scores[posting.document] ?? 0) + weight * posting.weight;
      }
    }
    let best = 0;
    for (let i = 1; i < scores.length; i++) if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i;
    return training[best]?.impression ?? '';
  };
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of rougeWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function unitVector(counts: Vector, idf: (word: string) => number): Map<string, number> {
  const vector = new Map<string, number>();
  let squares = 0;
  for (const [word, count] of counts) {
    const weight = count * idf(word);
    vector.set(word, weight);
    squares += weight * weight;
  }
  const length = Math.sqrt(squares);
  for (const [word, weight] of vector) vector.set(word, weight / length);
  return vector;
}
