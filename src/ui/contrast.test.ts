import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The tokens of one block of tokens.css that are plain colours. */
function colours(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );
}

/** Relative luminance and contrast ratio after WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each([':root', ":root[data-theme='light']", ":root[data-theme='system']"])(
  'the colours of %s',
  (selector) => {
    const tokens = colours(selector);
    const text = ['ink', 'quiet', 'accent', 'good', 'warning', 'danger'];
    const grounds = ['ground', 'raised', 'hover'];
    it.each(text.flatMap((t) => grounds.map((g) => [t, g] as const)))('%s reads on %s', (ink, ground) => {
      expect(contrast(tokens[ink] ?? '', tokens[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
    });
    it('shows the text of a primary button and the edge of a field', () => {
      expect(contrast(tokens['on-accent'] ?? '', tokens['accent'] ?? '')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(tokens['edge'] ?? '', tokens['ground'] ?? '')).toBeGreaterThanOrEqual(3);
    });
  },
);
