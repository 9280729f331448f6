/**
 * ROUGE as the Python package rouge-score 0.1.2 computes it without a stemmer (Lin 2004, sentence-free
 * ROUGE-L): lower-cased words of a-z and 0-9, F1 of clipped n-gram overlap, and of the longest common
 * subsequence. Scores run from 0 to 1.
 */
export interface RougeScores {
  readonly rouge1: number;
  readonly rouge2: number;
  readonly rougeL: number;
}

export const ROUGE_NAMES = ['rouge1', 'rouge2', 'rougeL'] as const;

/** Words longer than this many are cut off: the longest-common-subsequence table grows with their product. */
const MAX_ROUGE_WORDS = 10_000;

export function rougeWords(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).slice(0, MAX_ROUGE_WORDS);
}

export function rouge(reference: string, prediction: string): RougeScores {
  const target = rougeWords(reference);
  const candidate = rougeWords(prediction);
  return {
    rouge1: ngramF1(target, candidate, 1),
    rouge2: ngramF1(target, candidate, 2),
    rougeL: f1(longestCommonSubsequence(target, candidate), target.length, candidate.length),
  };
}

function ngramF1(target: readonly string[], candidate: readonly string[], n: number): number {
  const wanted = countNgrams(target, n);
  const got = countNgrams(candidate, n);
  let overlap = 0;
  for (const [ngram, count] of wanted) overlap += Math.min(count, got.get(ngram) ?? 0);
  return f1(overlap, target.length - n + 1, candidate.length - n + 1);
}

function countNgrams(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= words.length; i++) {
    const ngram = words.slice(i, i + n).join(' ');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** Harmonic mean of precision (hits / candidates) and recall (hits / targets). */
function f1(hits: number, targets: number, candidates: number): number {
  if (hits === 0) return 0;
  const precision = hits / candidates;
  const recall = hits / targets;
  return (2 * precision * recall) / (precision + recall);
}

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  // One row of the usual table at a time: row[j] is the length for a[0..i) and b[0..j).
  let row = new Uint32Array(b.length + 1);
  for (const word of a) {
    const next = new Uint32Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      next[j + 1] = word === b[j] ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
