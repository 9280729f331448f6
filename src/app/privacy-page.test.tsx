// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { SENTENCES } from '../domain/errors/catalog.ts';
import { storySelfTest } from '../../e2e/stories/story-privacy.ts';
import { createWebClock } from '../platform/clock/web-clock.ts';
import { current, openApp, setUpTestApp } from './test-app.tsx';

setUpTestApp();

const section = (name: string): Promise<HTMLElement> => screen.findByRole('region', { name });

it('what became of the evidence, and trouble, stand beside the button that was pressed', async () => {
  await openApp();
  act(() => current.state.privacyView.setState({ open: true }));
  const evidence = await section('Evidence pack');
  const test = await section('Self-test');
  await current.user.click(within(evidence).getByRole('button', { name: 'Export the evidence' }));
  await waitFor(() => expect(within(evidence).getByRole('status').textContent).toMatch(/^Saved as /));
  expect(within(test).getByRole('status').textContent).toMatch(/^0 of \d+ observable ways out leaked/);

  await current.user.clear(within(test).getByLabelText('Decoy'));
  await current.user.click(within(test).getByRole('button', { name: 'Run the self-test' }));
  expect((await within(test).findByRole('alert')).textContent).toContain(SENTENCES['privacy/bad-decoy']);
  expect(within(evidence).queryByRole('alert')).toBeNull();
});

it('a leak that the self-test found stands in the header, also when the page was left', async () => {
  await openApp({ selfTest: storySelfTest(createWebClock(), ['fetch']) });
  expect(screen.getByRole('button', { name: 'On this device 0 foreign requests' })).toBeTruthy();
  act(() => current.state.privacyView.setState({ open: true }));
  await current.user.click(
    within(await section('Self-test')).getByRole('button', { name: 'Run the self-test' }),
  );
  const badge = await screen.findByRole('button', { name: 'On this device self-test: 1 leak' });
  act(() => current.state.privacyView.setState({ open: false }));
  expect(badge.isConnected).toBe(true);
});
