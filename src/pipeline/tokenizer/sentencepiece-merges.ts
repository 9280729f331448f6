import { ReadroomError } from '../../domain/errors/readroom-error.ts';

/** Llama 2's longest token has 16 characters, runs of blanks in others 31. */
const MAX_PIECE_CHARACTERS = 128;
/** Llama 2 has 61,249; more than tokenizer.json may hold is refused before it is made. */
const MAX_MERGES = 1_000_000;

/**
 * The merges that do what SentencePiece does with the scores of its pieces: it joins the two neighbours whose union
 * scores highest. So every way to make a piece of two others is a merge, ranked by the score of what it makes; of
 * several ways to one piece that with the longest left part goes first, as in Hugging Face's converter.
 * @param scores by piece; only pieces that text may become
 * @throws ReadroomError `format/over-limit`
 */
export function mergesOfScores(scores: ReadonlyMap<string, number>, file: string): string[] {
  const ranked: { readonly score: number; readonly left: string; readonly right: string }[] = [];
  for (const [piece, score] of scores) {
    const characters = Array.from(piece);
    if (characters.length > MAX_PIECE_CHARACTERS) {
      throw new ReadroomError(
        'format/over-limit',
        `${file}: a token of ${characters.length} characters, at most ${MAX_PIECE_CHARACTERS}`,
      );
    }
    let at = piece.length;
    for (let i = characters.length - 1; i > 0; i--) {
      at -= characters[i]?.length ?? 0;
      const left = piece.slice(0, at);
      const right = piece.slice(at);
      if (scores.has(left) && scores.has(right)) ranked.push({ score, left, right });
    }
    if (ranked.length > MAX_MERGES)
      throw new ReadroomError('format/over-limit', `${file}: more than ${MAX_MERGES} merges`);
  }
  // The sort is stable: ways to one piece stay in the order in which they were found.
  ranked.sort((a, b) => b.score - a.score);
  return ranked.map(({ left, right }) => `${left} ${right}`);
}
