/** A moment by both clocks of the workstation, ms. */
export interface Moment {
  /** Since the epoch: goes on while the computer sleeps, and may be set by anybody. */
  readonly wall: number;
  /** Since an arbitrary start: never goes back, and may stand still while the computer sleeps. */
  readonly steady: number;
}

/** Time since `last`, ms: the longer of what both clocks say, so that neither sleep nor a clock put back hides any. */
export function idleSince(last: Moment, now: Moment): number {
  return Math.max(0, now.wall - last.wall, now.steady - last.steady);
}
