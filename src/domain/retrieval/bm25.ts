import { createPostings, type Postings } from './postings.ts';
import { countWords, searchWords } from './search-words.ts';

/** How soon repeats of a word stop to count, and how much long texts are held back: the usual values. */
const K1 = 1.2;
const B = 0.75;
/**
 * Scores are rounded to this many steps per unit before they are ranked. Sums that differ only in their last bits, as
 * logarithms of two languages may, are ties then, and the lower number comes first in TypeScript as in Python.
 */
const STEPS = 1e9;

export interface Hit {
  /** The number that `add` gave. */
  readonly index: number;
  readonly score: number;
}

/** A text index that grows and shrinks one document at a time. */
export interface Bm25Index {
  /** How many documents it holds. */
  readonly size: number;
  /** Numbers count up from 0 and are never given twice. */
  add(text: string): number;
  /** Forgets a document; one that is not there is no error. */
  remove(index: number): void;
  /**
   * The documents nearest to the query, best first, the lower number first among equals. A document that shares no
   * word with the query is not found. Excluded ones are not found either; they still count as documents.
   */
  search(query: string, limit: number, exclude?: ReadonlySet<number>): Hit[];
}

/**
 * BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) with Lucene's inverse document frequency,
 * which is never negative: the sum over the query's words, repeats included, of
 * ln(1 + (N - df + 0.5) / (df + 0.5)) * tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)).
 *
 * IMPORTANT: the order of every operation is that of Python's `readroom_training/retrieval/bm25.py`.
 */
export function createBm25Index(): Bm25Index {
  const vocabulary = new Map<string, Postings>();
  /** By number; null for a removed one. The texts are needed to remove their words, and are the caller's own strings. */
  const documents: ({ readonly text: string; readonly length: number } | null)[] = [];
  let size = 0;
  let totalLength = 0;
  let scores = new Float64Array(0);
  /** k1 (1 - b + b length / mean length) per document; emptied by every change. */
  let norms: Float64Array | null = null;

  const computeNorms = (): Float64Array => {
    const mean = totalLength / size;
    const computed = new Float64Array(documents.length);
    for (const [index, document] of documents.entries()) {
      computed[index] = K1 * (1 - B + (B * (document?.length ?? 0)) / mean);
    }
    return computed;
  };

  const sumScores = (query: string): void => {
    norms ??= computeNorms();
    if (scores.length < documents.length) scores = new Float64Array(2 * documents.length);
    scores.fill(0);
    for (const [word, count] of countWords(searchWords(query))) {
      const postings = vocabulary.get(word);
      if (postings === undefined) continue;
      const { pairs, length } = postings;
      const weight = count * Math.log(1 + (size - length + 0.5) / (length + 0.5));
      for (let i = 0; i < 2 * length; i += 2) {
        const document = pairs[i] ?? 0;
        const frequency = pairs[i + 1] ?? 0;
        scores[document] =
          (scores[document] ?? 0) + weight * ((frequency * (K1 + 1)) / (frequency + (norms[document] ?? 0)));
      }
    }
  };

  return {
    get size() {
      return size;
    },

    add(text) {
      const words = searchWords(text);
      const index = documents.push({ text, length: words.length }) - 1;
      for (const [word, count] of countWords(words)) {
        let postings = vocabulary.get(word);
        if (postings === undefined) vocabulary.set(word, (postings = createPostings()));
        postings.append(index, count);
      }
      size++;
      totalLength += words.length;
      norms = null;
      return index;
    },

    remove(index) {
      const document = documents[index] ?? null;
      if (document === null) return;
      for (const word of new Set(searchWords(document.text))) {
        const postings = vocabulary.get(word);
        postings?.remove(index);
        if (postings?.length === 0) vocabulary.delete(word);
      }
      documents[index] = null;
      size--;
      totalLength -= document.length;
      norms = null;
    },

    search(query, limit, exclude = new Set()) {
      sumScores(query);
      const best: Hit[] = [];
      for (let index = 0; index < documents.length; index++) {
        const score = Math.floor((scores[index] ?? 0) * STEPS + 0.5) / STEPS;
        if (score <= (best[limit - 1]?.score ?? 0) || exclude.has(index)) continue;
        let place = best.length;
        while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
        best.splice(place, 0, { index, score });
        if (best.length > limit) best.pop();
      }
      return best;
    },
  };
}
