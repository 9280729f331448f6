/** What a run cost, filled as far as the run came; the fields are those of `GenerateUsage`. */
export interface FollowCost {
  reused: number;
  prefilled: number;
  proposed: number;
  verified: number;
  decoded: number;
  prefillMs: number;
  decodeMs: number;
}

/** The cost of a run that has not begun. */
export function noCost(): FollowCost {
  return { reused: 0, prefilled: 0, proposed: 0, verified: 0, decoded: 0, prefillMs: 0, decodeMs: 0 };
}
