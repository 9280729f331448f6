import { allTokens, openNameStart, replaceSides, sideWords } from '../honesty/sides.ts';

/** Exchanges left and right in text that arrives in pieces. */
export interface ExchangeStream {
  /** What is certain by now and was not given before: the last word, or a name that it may belong to, is held back. */
  push(piece: string): string;
  /** What was held back, when the text has ended by itself. */
  end(): string;
}

/** The end of a text that may go on as "(L)" or "L > R". */
const OPEN_LETTER = /(?:\([LlRr]?|\b[LR](?: ?(?:[<>] ?[LR]?)?)?)$/;
/** The end of a text that may go on as the same word; a hyphen or blank may still join it to the next. */
const OPEN_WORD = /[A-Za-z0-9]*[- ]?$/;

/**
 * All that it gives, joined, is `swapSides` of all that it was given. A draft that was cut short ends with a beginning
 * of a word or of a name, of which no side is certain: whoever cuts it calls no `end`.
 */
export function createExchangeStream(): ExchangeStream {
  let text = '';
  let given = 0;
  const upTo = (end: number): string => {
    const words = sideWords(text).filter((word) => word.end <= end);
    const whole = replaceSides(text.slice(0, end), words);
    const fresh = whole.slice(given);
    given = whole.length;
    return fresh;
  };
  return {
    push(piece) {
      text += piece;
      return upTo(certainLength(text));
    },
    end: () => upTo(text.length),
  };
}

/** Length of the part in which nothing that follows can change which sides are exchanged. */
export function certainLength(text: string): number {
  const openWord = OPEN_WORD.exec(text)?.index ?? text.length;
  const openLetter = OPEN_LETTER.exec(text)?.index ?? text.length;
  const tokens = allTokens(text).filter(({ end }) => end <= openWord);
  return Math.min(openWord, openLetter, openNameStart(tokens) ?? text.length);
}
