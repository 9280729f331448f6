/**
 * The words that retrieval compares: runs of a-z and 0-9 of the lower-cased text, in order, repeats included.
 * Python's `readroom_training/retrieval/words.py` gives the same ones.
 */
export function searchWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** How often each word occurs; keys in the order of their first occurrence, in which scores are summed. */
export function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
