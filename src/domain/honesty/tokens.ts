/** A word, number or punctuation mark of report text; [start, end) are UTF-16 offsets. */
export interface Token {
  /** Lower case. */
  readonly text: string;
  readonly stem: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'word' | 'number' | 'mark';
}

/** Longer texts are cut here: a chest report has some hundred words, and every rule walks them several times. */
const MAX_TOKENS = 4000;

const TOKEN = /([A-Za-z]+)|([0-9]+(?:\.[0-9]+)?)|([^ \t\r\n\f\vA-Za-z0-9])/gu;
const BLANK_LINE = /\n[ \t\r]*\n/;
const LETTER_OR_DIGIT = /^[A-Za-z0-9]$/;

/** A plain plural stemmer: opacities → opacity, masses → mass, effusions → effusion; never shorter than 3. */
export function stem(word: string): string {
  if (word.length <= 3 || /(?:ss|us|is)$/.test(word) || !word.endsWith('s')) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:sses|xes|ches|shes)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** Hyphens inside words vanish (left-sided = left sided); a word after "non" is joined to it. */
export function tokenize(text: string, most = MAX_TOKENS): Token[] {
  const tokens: Token[] = [];
  for (const found of text.matchAll(TOKEN)) {
    if (tokens.length === most) break;
    const start = found.index;
    const end = start + found[0].length;
    const kind = found[1] !== undefined ? 'word' : found[2] !== undefined ? 'number' : 'mark';
    const word = kind === 'mark' ? found[0] : found[0].toLowerCase();
    if (word === '-' && isInsideWord(text, start)) continue;
    const before = tokens.at(-1);
    if (kind === 'word' && before?.text === 'non' && start - before.end <= 1) {
      const joined = `non${word}`;
      tokens[tokens.length - 1] = { text: joined, stem: stem(joined), start: before.start, end, kind };
      continue;
    }
    tokens.push({ text: word, stem: kind === 'word' ? stem(word) : word, start, end, kind });
  }
  return tokens;
}

/** Cut after . ; ! ? and at blank lines; the number of a numbered list is dropped. */
export function sentences(text: string): Token[][] {
  const found: Token[][] = [];
  let current: Token[] = [];
  const close = (): void => {
    if (current.length > 0) found.push(current);
    current = [];
  };
  for (const token of tokenize(text)) {
    const last = current.at(-1);
    if (last !== undefined && BLANK_LINE.test(text.slice(last.end, token.start))) close();
    if ((token.kind === 'mark' && '.;!?'.includes(token.text)) || closesNumber(token, current)) {
      if (isNumberAlone(current)) current = [];
      close();
    } else {
      current.push(token);
    }
  }
  close();
  return found;
}

function closesNumber(token: Token, current: readonly Token[]): boolean {
  return token.text === ')' && isNumberAlone(current);
}

function isNumberAlone(tokens: readonly Token[]): boolean {
  return tokens.length === 1 && tokens[0]?.kind === 'number';
}

function isInsideWord(text: string, at: number): boolean {
  return LETTER_OR_DIGIT.test(text.charAt(at - 1)) && LETTER_OR_DIGIT.test(text.charAt(at + 1));
}
