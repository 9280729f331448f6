/** Lets the browser ask before the page is closed while something would be interrupted. */
export interface LeaveGuard {
  /** Until the returned function is called, leaving the page asks first, in the browser's own words. */
  hold(): () => void;
  /** Nothing asks any more: the page ends now, whatever would be interrupted. */
  giveUp(): void;
}

export function createLeaveGuard(): LeaveGuard {
  let holders = 0;
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  return {
    hold() {
      // Listening only while there is a reason keeps the page eligible for the back/forward cache.
      if (holders++ === 0) window.addEventListener('beforeunload', ask);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        if (--holders === 0) window.removeEventListener('beforeunload', ask);
      };
    },
    giveUp: () => window.removeEventListener('beforeunload', ask),
  };
}
