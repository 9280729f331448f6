// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { current, findings, openApp, setUpTestApp } from './test-app.tsx';

setUpTestApp();

it('words typed right after Ctrl+K go to the palette, however late it comes, and none into the findings', async () => {
  await openApp();
  expect(document.activeElement).toBe(findings());
  await current.user.keyboard('{Control>}k{/Control}dark');
  await screen.findByRole('menu', { name: 'Commands' });
  await current.user.keyboard(' app');
  expect(findings().value).toBe('');
  expect(screen.getByLabelText<HTMLInputElement>('Find a command').value).toBe('dark app');
  await current.user.keyboard('{Escape}{Escape}');
  await waitFor(() => expect(document.activeElement).toBe(findings()));
});
