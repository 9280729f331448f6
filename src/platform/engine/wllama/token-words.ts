/*
 * wllama 3.8.1 takes a prompt only as text (an array of ids is refused inside llama.cpp's C++ bridge), and it
 * recognises special tokens in that text: findings could forge a turn, and the ids would hang on llama.cpp's own
 * tokenizer. So the GGUF that Readroom hands to llama.cpp carries a vocabulary of made-up words, one per id:
 * id 11173 is " aqnt". A prompt of such words is tokenized to exactly the ids meant, what comes back is read as ids,
 * and no report text ever enters the engine.
 */

/** Letters per word: 26^4 = 456,976 ids, more than any Llama's vocabulary (128,256). */
const WORD_LENGTH = 4;
const LETTERS = 26;
const FIRST_LETTER = 'a'.charCodeAt(0);
const WORD = / ([a-z]{4})/g;

/** Most ids that have a word. */
export const MAX_WORDS: number = LETTERS ** WORD_LENGTH;

/** The word of one id without its leading blank. */
export function wordOf(id: number): string {
  if (!Number.isInteger(id) || id < 0 || id >= MAX_WORDS) throw new RangeError('a token id without a word');
  let rest = id;
  let word = '';
  for (let place = 0; place < WORD_LENGTH; place++) {
    word = String.fromCharCode(FIRST_LETTER + (rest % LETTERS)) + word;
    rest = Math.floor(rest / LETTERS);
  }
  return word;
}

/** Text that llama.cpp tokenizes to exactly `ids`. */
export function wordsOf(ids: readonly number[]): string {
  return ids.map((id) => ` ${wordOf(id)}`).join('');
}

/** The ids in a piece of generated text; llama.cpp never splits a word over two pieces. */
export function idsOfWords(text: string): number[] {
  return Array.from(text.matchAll(WORD), ([, word = '']) => {
    let id = 0;
    for (const letter of word) id = id * LETTERS + letter.charCodeAt(0) - FIRST_LETTER;
    return id;
  });
}
