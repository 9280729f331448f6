// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { createLeaveGuard } from './leave-guard.ts';
import { createPageEnd } from './page-end.ts';

it('a page that ends by itself asks nobody, though work on a model would be interrupted', () => {
  const asks = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  const guard = createLeaveGuard();
  guard.hold();
  guard.hold();
  expect(asks()).toBe(true);
  let asked = true;
  const location = { reload: () => (asked = asks()) } as unknown as Location;
  createPageEnd(guard, { location } as Window).reload();
  expect(asked).toBe(false);
});
