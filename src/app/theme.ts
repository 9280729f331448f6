import type { Theme } from '../domain/settings/settings.ts';

/** The style sheets read the theme from the root element (src/ui/tokens.css). */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}
