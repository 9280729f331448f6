import type { TokenizerFacts } from '../pipeline/shards/tokenizer-facts.ts';
import type { TokenTable } from '../platform/engine/token-table.ts';

type Spelling = (text: string) => Uint8Array;

/**
 * The bytes that each token of a tokenizer.json stands for; special tokens stand for none.
 * @param vocabSize rows of the embedding; rows beyond the vocabulary are empty
 */
export function tokenTable(tokenizer: TokenizerFacts, vocabSize: number): TokenTable {
  const special = new Set(tokenizer.specialIds.values());
  const spell = tokenizer.byteFallback ? sentencePieceSpelling() : byteLevelSpelling();
  const plain = new TextEncoder();
  const pieces: Uint8Array[] = [];
  const offsets = new Uint32Array(vocabSize + 1);
  let length = 0;
  for (let id = 0; id < vocabSize; id++) {
    const text = special.has(id) ? '' : (tokenizer.tokens.get(id) ?? '');
    // Added tokens are kept as plain text, not in the vocabulary's spelling.
    const piece = tokenizer.userDefinedIds.has(id) ? plain.encode(text) : spell(text);
    pieces.push(piece);
    length += piece.length;
    offsets[id + 1] = length;
  }
  const bytes = new Uint8Array(length);
  for (const [id, piece] of pieces.entries()) bytes.set(piece, offsets[id]);
  return { bytes, offsets };
}

/**
 * GPT-2's byte-level alphabet: printable bytes of Latin-1 stand for themselves, the other 68 for the characters from
 * U+0100 on, in order.
 */
function byteLevelSpelling(): Spelling {
  const byteOf = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte++) {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    byteOf.set(String.fromCharCode(printable ? byte : next++), byte);
  }
  const utf8 = new TextEncoder();
  return (text) => {
    const bytes = Array.from(text, (character) => byteOf.get(character) ?? -1);
    return bytes.includes(-1) ? utf8.encode(text) : Uint8Array.from(bytes);
  };
}

/** SentencePiece: ▁ is a blank, <0x0A> is that byte. */
function sentencePieceSpelling(): Spelling {
  const utf8 = new TextEncoder();
  return (text) => {
    const [, hex] = /^<0x([0-9A-Fa-f]{2})>$/.exec(text) ?? [];
    return hex === undefined
      ? utf8.encode(text.replaceAll('▁', ' '))
      : Uint8Array.of(Number.parseInt(hex, 16));
  };
}
