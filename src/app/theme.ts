import type { Theme } from '../domain/settings/settings.ts';

/**
 * The style sheets read the theme from the root element (src/ui/tokens.css). The frame of an installed app's window is
 * drawn by the system, which is told the ground's colour.
 */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  root.dataset['theme'] = theme;
  const ground = getComputedStyle(root).getPropertyValue('--ground').trim();
  // Without style sheets, as in tests, there is no colour.
  if (ground !== '') document.querySelector('meta[name=theme-color]')?.setAttribute('content', ground);
}
