// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { current, openApp, setUpTestApp } from './test-app.tsx';

setUpTestApp();

it('whoever presses "Demo: no passphrase" can type one at once', async () => {
  await openApp();
  await current.user.click(screen.getByRole('button', { name: 'Demo: no passphrase' }));
  const field = await screen.findByLabelText<HTMLInputElement>('Passphrase');
  expect(document.activeElement).toBe(field);
  await current.user.keyboard('too short{Enter}');
  expect(screen.getByText('Use at least 15 characters; this has 9.')).toBeTruthy();
});

it('the settings opened in the ordinary way begin at their top', async () => {
  await openApp();
  await current.user.click(screen.getByRole('button', { name: 'Settings' }));
  expect(document.activeElement).toBe(await screen.findByRole('dialog', { name: 'Settings' }));
});
