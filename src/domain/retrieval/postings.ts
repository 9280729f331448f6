/** Entries that a new list has room for; most words are rare. */
const FIRST_CAPACITY = 4;

/** In which documents one word occurs, and how often: pairs of document number and count, documents ascending. */
export interface Postings {
  /** `pairs[2i]` is a document, `pairs[2i + 1]` its count; what lies behind `length` pairs is unused room. */
  readonly pairs: Uint32Array;
  readonly length: number;
  append(document: number, count: number): void;
  /** One that is not in the list is no error. */
  remove(document: number): void;
  /** Gives each document the number `numbers[document]`; their order must stay. */
  renumber(numbers: Uint32Array): void;
}

export function createPostings(): Postings {
  let pairs = new Uint32Array(2 * FIRST_CAPACITY);
  let length = 0;

  /** Where the document stands, or where it would stand. */
  const placeOf = (document: number): number => {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pairs[2 * middle] ?? 0) < document) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    get pairs() {
      return pairs;
    },
    get length() {
      return length;
    },
    append(document, count) {
      if (2 * length === pairs.length) {
        const larger = new Uint32Array(2 * pairs.length);
        larger.set(pairs);
        pairs = larger;
      }
      pairs[2 * length] = document;
      pairs[2 * length + 1] = count;
      length++;
    },
    remove(document) {
      const place = placeOf(document);
      if (place === length || pairs[2 * place] !== document) return;
      pairs.copyWithin(2 * place, 2 * (place + 1), 2 * length);
      length--;
    },
    renumber(numbers) {
      for (let i = 0; i < 2 * length; i += 2) pairs[i] = numbers[pairs[i] ?? 0] ?? 0;
    },
  };
}
