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
/** So few removed documents are not worth the walk over all words. */
const FEW_GAPS = 16;

interface Document {
  readonly number: number;
  /** Needed to remove its words; the caller's own string. */
  readonly text: string;
  /** In words. */
  readonly length: number;
}

export interface Hit {
  /** The number that `add` gave. */
  readonly index: number;
  readonly score: number;
}

/** A text index that grows and shrinks one document at a time. */
export interface Bm25Index {
  /** How many documents it holds. */
  readonly size: number;
  /** Places that every search walks: the documents, and no more gaps of removed ones than that (few at least). */
  readonly slots: number;
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
  /** By slot, numbers ascending; null for a removed one. */
  let documents: (Document | null)[] = [];
  const slots = new Map<number, number>();
  let nextNumber = 0;
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

  /** Closes the gaps of removed documents once they are more than the others: every search walks them. */
  const closeGaps = (): void => {
    if (documents.length - size <= Math.max(size, FEW_GAPS)) return;
    const numbers = new Uint32Array(documents.length);
    const kept: Document[] = [];
    for (const [slot, document] of documents.entries()) {
      if (document === null) continue;
      numbers[slot] = kept.length;
      slots.set(document.number, kept.length);
      kept.push(document);
    }
    for (const postings of vocabulary.values()) postings.renumber(numbers);
    documents = kept;
    scores = new Float64Array(0);
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
    get slots() {
      return documents.length;
    },

    add(text) {
      const words = searchWords(text);
      const number = nextNumber++;
      const slot = documents.push({ number, text, length: words.length }) - 1;
      slots.set(number, slot);
      for (const [word, count] of countWords(words)) {
        let postings = vocabulary.get(word);
        if (postings === undefined) vocabulary.set(word, (postings = createPostings()));
        postings.append(slot, count);
      }
      size++;
      totalLength += words.length;
      norms = null;
      return number;
    },

    remove(number) {
      const slot = slots.get(number);
      const document = slot === undefined ? null : (documents[slot] ?? null);
      if (slot === undefined || document === null) return;
      for (const word of new Set(searchWords(document.text))) {
        const postings = vocabulary.get(word);
        postings?.remove(slot);
        if (postings?.length === 0) vocabulary.delete(word);
      }
      documents[slot] = null;
      slots.delete(number);
      size--;
      totalLength -= document.length;
      norms = null;
      closeGaps();
    },

    search(query, limit, exclude = new Set()) {
      sumScores(query);
      const best: Hit[] = [];
      for (const [slot, document] of documents.entries()) {
        const score = Math.floor((scores[slot] ?? 0) * STEPS + 0.5) / STEPS;
        if (document === null || score <= (best[limit - 1]?.score ?? 0)) continue;
        if (exclude.has(document.number)) continue;
        let place = best.length;
        while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
        best.splice(place, 0, { index: document.number, score });
        if (best.length > limit) best.pop();
      }
      return best;
    },
  };
}
