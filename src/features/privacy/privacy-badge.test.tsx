// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { storyEnforcement, storySelfTest } from '../../../e2e/stories/story-privacy.ts';
import { judgeEnforcement, type Enforcement, type Observed } from '../../domain/privacy/enforcement.ts';
import type { TimelineEntry } from '../../domain/privacy/request.ts';
import { createManualClock } from '../../platform/clock/manual-clock.ts';
import { createForeignRequests } from '../../platform/privacy/foreign-requests.ts';
import { createLeaksStore, type LeaksStore } from './leaks-store.ts';
import { PrivacyBadge } from './privacy-badge.tsx';

// jsdom has no CSS object, and react-aria's popover asks for it.
beforeEach(() => vi.stubGlobal('CSS', { escape: (text: string) => text, supports: () => false }));
afterEach(cleanup);

const ORIGIN = 'https://ris.example';
const ALL: Observed = {
  headers: null,
  workerHeaders: null,
  allowlistRefused: true,
  policyRefused: true,
  isolated: true,
};

/** Opens the badge and returns what stands over its words. */
async function titleWith(
  enforcement: Enforcement | null | undefined,
  foreign = false,
  leaks: LeaksStore = createLeaksStore(),
): Promise<string> {
  const entry: TimelineEntry = {
    url: 'https://elsewhere.example/a',
    initiator: 'fetch',
    at: 0,
    networkBytes: 0,
    bodyBytes: 0,
    status: 200,
  };
  const requests = createForeignRequests(ORIGIN, [(tell) => tell(foreign ? [entry] : [], 'page')]);
  render(
    <PrivacyBadge
      requests={requests}
      enforcement={storyEnforcement(enforcement)}
      leaks={leaks}
      pageOpen={false}
      onPage={() => undefined}
    />,
  );
  await userEvent.click(screen.getByRole('button', { name: /^On this device/ }));
  return (await screen.findByRole('heading', { level: 2 })).textContent;
}

it('says that nothing leaves where nothing did and everything is enforced', async () => {
  expect(await titleWith(undefined)).toBe('Nothing leaves this computer');
});

it.each(['allowlistRefused', 'policyRefused', 'isolated'] as const)(
  'does not say that nothing leaves where %s was not seen',
  async (sign) => {
    const title = await titleWith(judgeEnforcement({ ...ALL, [sign]: false }));
    expect(title).toBe('Readroom sends nothing elsewhere, but not everything is enforced here');
    expect(screen.getByText(/not all enforced/)).toBeTruthy();
  },
);

it('promises nothing of the browser before it was looked at', async () => {
  expect(await titleWith(null)).toBe('Readroom sends nothing elsewhere');
});

it('says so when something was sent elsewhere, whatever is enforced', async () => {
  expect(await titleWith(undefined, true)).toBe('Something was sent elsewhere');
  expect(screen.getByText(/1 foreign request$/)).toBeTruthy();
});

/** After a self-test of these ways out, of which two let an answer back in. */
async function leaking(): Promise<LeaksStore> {
  const leaks = createLeaksStore();
  const clock = createManualClock(1_000);
  const run = storySelfTest(clock, ['fetch', 'image']).run({
    decoy: 'decoy.invalid',
    signal: new AbortController().signal,
  });
  await clock.advance(5_000);
  leaks.note(await run);
  return leaks;
}

it('is not calm after a self-test that found leaks, also where everything looks enforced', async () => {
  const title = await titleWith(undefined, false, await leaking());
  expect(title).toBe('The self-test found a way out that nothing stops');
  expect(screen.getByText('self-test: 2 leaks')).toBeTruthy();
  expect(screen.getByText(/by 2 ways an answer came back/)).toBeTruthy();
});

it('says first that something was sent elsewhere, and still what the self-test found', async () => {
  expect(await titleWith(undefined, true, await leaking())).toBe('Something was sent elsewhere');
  expect(screen.getByText(/by 2 ways an answer came back/)).toBeTruthy();
});
