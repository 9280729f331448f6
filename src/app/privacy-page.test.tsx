// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { SENTENCES } from '../domain/errors/catalog.ts';
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
