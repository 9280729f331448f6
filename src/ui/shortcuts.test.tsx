// @vitest-environment jsdom
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useShortcuts } from './shortcuts.ts';

function Screen({ onModels }: { readonly onModels: () => void }): ReactNode {
  useShortcuts({ models: onModels });
  return <button>Models</button>;
}

describe('a shortcut', () => {
  // As in a browser: React draws when it finds time, and nothing waits for its effects.
  beforeEach(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false));
  afterEach(() => vi.unstubAllGlobals());

  it('is heard from the moment at which its button is there', async () => {
    const onModels = vi.fn();
    const place = document.createElement('div');
    document.body.append(place);
    const drawn = new Promise<void>((resolve) => {
      new MutationObserver(() => {
        window.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyM', altKey: true }));
        resolve();
      }).observe(place, { childList: true });
    });
    const root = createRoot(place);
    root.render(<Screen onModels={onModels} />);
    await drawn;
    expect(onModels).toHaveBeenCalledOnce();
    root.unmount();
    place.remove();
  });
});
