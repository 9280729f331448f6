import type { LeaveGuard } from './leave-guard.ts';

/** The end of this page, and only of this one: what its memory holds goes with it. */
export interface PageEnd {
  /** Takes everything out of sight at once, for good: no word may be read while the last ones are still being saved. */
  readonly cover: () => void;
  /** Ends this page and begins it anew. */
  readonly reload: () => void;
}

export function createPageEnd(leaveGuard: Pick<LeaveGuard, 'giveUp'>, page: Window = window): PageEnd {
  return {
    cover() {
      page.document.body.hidden = true;
    },
    reload() {
      // IMPORTANT: nobody is asked. A lock comes when nobody is there, and whoever came then could refuse.
      leaveGuard.giveUp();
      page.location.reload();
    },
  };
}
