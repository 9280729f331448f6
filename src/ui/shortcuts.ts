import { useLayoutEffect, useRef } from 'react';

/** The keys of the app, as shown beside their actions. F-keys stay free for the PACS. */
export const KEYS = {
  accept: 'Ctrl Enter',
  stop: 'Esc',
  regenerate: 'Alt G',
  newReport: 'Alt N',
  reports: 'Alt R',
  models: 'Alt M',
  copy: 'Ctrl Shift C',
  palette: 'Ctrl K',
  lock: 'Alt L',
} as const;

export type ShortcutName = keyof typeof KEYS;

/** IMPORTANT: letters go by their place on the keyboard: with Alt, a Mac types another character. */
function nameOf(event: KeyboardEvent): ShortcutName | null {
  const control = event.ctrlKey || event.metaKey;
  if (event.key === 'Escape') return 'stop';
  if (control && !event.altKey && event.key === 'Enter') return 'accept';
  if (control && event.shiftKey && event.code === 'KeyC') return 'copy';
  if (control && !event.shiftKey && !event.altKey && event.code === 'KeyK') return 'palette';
  if (event.altKey && !control && event.code === 'KeyG') return 'regenerate';
  if (event.altKey && !control && event.code === 'KeyN') return 'newReport';
  if (event.altKey && !control && event.code === 'KeyR') return 'reports';
  if (event.altKey && !control && event.code === 'KeyM') return 'models';
  if (event.altKey && !control && event.code === 'KeyL') return 'lock';
  return null;
}

/**
 * Runs the action of a shortcut wherever the focus is; a closer part that took the key is left alone. It listens before
 * the screen is painted: a key pressed as soon as its button is seen must not be lost.
 */
export function useShortcuts(actions: Partial<Record<ShortcutName, () => void>>, enabled = true): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  useLayoutEffect(() => {
    if (!enabled) return;
    const listener = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = nameOf(event);
      const action = name === null ? undefined : latest.current[name];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [enabled]);
}
