// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ErrorBoundary } from './error-boundary.tsx';

afterEach(cleanup);

it('words that are saved from a screen that broke are no text that the browser keeps for restoring the tab', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const Broken = (): never => {
    throw new Error('broken');
  };
  render(
    <ErrorBoundary readText={() => ({ findings: 'Clear.', impression: '' })} onReload={() => undefined}>
      <Broken />
    </ErrorBoundary>,
  );
  const rescue = screen.getByLabelText<HTMLTextAreaElement>('Your report, to copy');
  expect(rescue.value).toContain('Clear.');
  expect(rescue.autocomplete).toBe('off');
});
