// @vitest-environment jsdom
import { expect, it, vi } from 'vitest';
import { createLeaveGuard } from './leave-guard.ts';
import { createPageEnd } from './page-end.ts';

it('a page that ends by itself asks nobody, though work on a model would be interrupted', () => {
  const asks = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  createLeaveGuard().hold();
  expect(asks()).toBe(true);
  const reload = vi.fn();
  const page = new Proxy(window, {
    get: (target, name) =>
      name === 'location' ? { reload } : (Reflect.get(target, name) as () => void).bind(target),
  });
  createPageEnd(page).reload();
  expect(reload).toHaveBeenCalledOnce();
  expect(asks()).toBe(false);
});
