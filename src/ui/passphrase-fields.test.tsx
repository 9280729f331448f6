// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { PassphraseFields } from './passphrase-fields.tsx';

afterEach(cleanup);

function Form({ onSubmit }: { readonly onSubmit: (typed: string) => void }): ReactNode {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(new FormData(event.currentTarget).get('one') as string);
      }}
    >
      <PassphraseFields>
        {(secret) => (
          <>
            <input {...secret('new-password')} aria-label="One" name="one" />
            <input {...secret('off')} aria-label="Two" />
          </>
        )}
      </PassphraseFields>
      <button type="submit">Send</button>
    </form>
  );
}

const field = (name: string): HTMLInputElement => screen.getByLabelText(name);
const shown = (): HTMLInputElement => screen.getByRole('checkbox', { name: 'Show passphrase' });
const types = (): string[] => [field('One').type, field('Two').type];

it('shows what is typed in every field, and hides it again, by keyboard and with the text as it was', async () => {
  const user = userEvent.setup();
  render(<Form onSubmit={() => undefined} />);
  expect([types(), shown().checked]).toEqual([['password', 'password'], false]);
  await user.click(field('One'));
  await user.keyboard('four words');
  // Whoever types it twice goes from one to the other with one key.
  await user.tab();
  expect(document.activeElement).toBe(field('Two'));
  await user.tab();
  await user.keyboard(' ');
  expect([types(), shown().checked]).toEqual([['text', 'text'], true]);
  expect(field('One').value).toBe('four words');
  await user.keyboard(' ');
  expect([types(), field('One').value]).toEqual([['password', 'password'], 'four words']);
});

it('is hidden again when it is sent, with what was typed, and when its screen comes back', async () => {
  const user = userEvent.setup();
  const sent = vi.fn();
  const { unmount } = render(<Form onSubmit={sent} />);
  await user.type(field('One'), 'four words');
  await user.click(shown());
  await user.type(field('One'), '{Enter}');
  expect(sent).toHaveBeenCalledWith('four words');
  expect([types(), shown().checked]).toEqual([['password', 'password'], false]);
  await user.click(shown());
  unmount();
  render(<Form onSubmit={sent} />);
  expect([types(), shown().checked]).toEqual([['password', 'password'], false]);
});

it('is never given to the browser to keep, to complete or to spell while it can be read', async () => {
  const user = userEvent.setup();
  render(<Form onSubmit={() => undefined} />);
  expect(field('One').autocomplete).toBe('new-password');
  await user.click(shown());
  for (const name of ['One', 'Two']) {
    expect(field(name).autocomplete).toBe('off');
    expect(field(name).getAttribute('spellcheck')).toBe('false');
  }
});
