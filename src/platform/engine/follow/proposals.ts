/** How to find the way back into an earlier draft after the new one has left it. */
export interface Lookup {
  /** Tokens that must match: fewer find the way sooner, and wrongly more often. */
  readonly match: number;
  /** Most tokens offered at once: a wrong offer costs as much computing as a right one saves. */
  readonly block: number;
  /** Wrong offers in a row after which no more are made: the new draft says something else. */
  readonly patience: number;
}

/** What an earlier draft suggests as the continuation of the new one. */
export interface Proposals {
  /** Takes note of the next token of the new draft. */
  accept(token: number): void;
  /** The tokens that would follow if the new draft went on like the earlier one; empty when there is no trace of it. */
  next(): readonly number[];
}

/** @param lookup null: once the new draft has left the earlier one, nothing is proposed any more */
export function createProposals(draft: readonly number[], lookup: Lookup | null): Proposals {
  /** Index in `draft` of what comes next; null after a divergence. */
  let at: number | null = 0;
  let diverged = false;
  let misses = 0;
  const recent: number[] = [];

  const findAgain = ({ match }: Lookup): number | null => {
    if (recent.length < match) return null;
    for (let end = match; end < draft.length; end++) {
      if (recent.every((token, index) => draft[end - match + index] === token)) return end;
    }
    return null;
  };

  return {
    accept(token) {
      if (lookup !== null) {
        recent.push(token);
        if (recent.length > lookup.match) recent.shift();
      }
      if (at !== null && draft[at] === token) {
        at += 1;
        misses = 0;
        return;
      }
      if (diverged && at !== null) misses += 1;
      diverged = true;
      at = lookup === null || misses >= lookup.patience ? null : findAgain(lookup);
    },
    next() {
      if (at === null) return [];
      return draft.slice(at, diverged && lookup !== null ? at + lookup.block : draft.length);
    },
  };
}
