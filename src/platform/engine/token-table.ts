/**
 * A vocabulary as bytes, for turning generated ids back into text without a tokenizer: token i is
 * bytes[offsets[i]] up to bytes[offsets[i + 1]] of UTF-8; tokens that are not text (special ones) are empty.
 */
export interface TokenTable {
  readonly bytes: Uint8Array;
  /** Vocabulary size + 1 entries, ascending. */
  readonly offsets: Uint32Array;
}

/** Turns a stream of ids into text; a character that spans tokens comes out with its last one. */
export interface TokenTextStream {
  push(id: number): string;
  /** What is left of a character that was never finished, as U+FFFD. */
  end(): string;
}

export function createTokenTextStream(table: TokenTable): TokenTextStream {
  const decoder = new TextDecoder();
  return {
    push(id) {
      const start = table.offsets[id] ?? 0;
      return decoder.decode(table.bytes.subarray(start, table.offsets[id + 1] ?? start), { stream: true });
    },
    end: () => decoder.decode(),
  };
}
