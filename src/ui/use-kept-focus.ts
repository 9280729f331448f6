import { useLayoutEffect, useRef, type FocusEventHandler, type RefObject } from 'react';

export interface KeptFocus {
  readonly onFocus: FocusEventHandler;
  readonly onBlur: FocusEventHandler;
}

/**
 * When a button that has the focus goes away or is dimmed by its own press, the focus goes to `first` while that is
 * there, else to `target`, not nowhere.
 */
export function useKeptFocus(
  target: RefObject<HTMLElement | null>,
  first?: RefObject<HTMLElement | null>,
): KeptFocus {
  const focused = useRef<Element | null>(null);
  // Before anybody sees the change: a key that is pressed right after it must find the focus.
  useLayoutEffect(() => {
    const last = focused.current;
    if (last === null || document.activeElement !== document.body) return;
    // React tells of no blur when it removes what has the focus.
    if (last.isConnected && !last.matches(':disabled')) return;
    // Once: a focus that a person takes away afterwards is not brought back.
    focused.current = null;
    (first?.current ?? target.current)?.focus();
  });
  return {
    onFocus: (event) => {
      focused.current = event.target;
    },
    onBlur: () => {
      focused.current = null;
    },
  };
}
