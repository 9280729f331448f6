import { expect, it } from 'vitest';
import { RECOVERY_LIMIT_MS, recoveryLimitMs } from './recovery.ts';

it('a draft waits 30 s for a lost card, longer only for a model that takes longer to load, and never for ever', () => {
  expect(recoveryLimitMs(3_000)).toBe(RECOVERY_LIMIT_MS);
  expect(recoveryLimitMs(40_000)).toBe(80_000);
  expect(recoveryLimitMs(10 * 60_000)).toBe(5 * 60_000);
});
