// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { STORY_IMPRESSION } from '../../e2e/stories/story-services.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { App, createQueryClient } from './app.tsx';
import {
  current,
  drafted,
  enter,
  findings,
  impression,
  mountApp,
  openApp,
  setUpTestApp,
  status,
} from './test-app.tsx';

setUpTestApp();

describe('the workspace', () => {
  it('drafts after a pause, says what it cost, and marks the words as a draft until accepted', async () => {
    await openApp();
    await drafted();
    expect(impression().value).toBe(STORY_IMPRESSION);
    expect(screen.getByText('Model draft, not accepted yet')).toBeTruthy();
    expect(status().textContent).toMatch(/CPU, 2 threads.*q8f16_1.*reused.*prefilled.*decoded.*first token/);
    await current.user.keyboard('{Control>}{Enter}{/Control}');
    expect(impression().dataset['standing']).toBe('accepted');
  });

  it('marks a draft outdated as soon as the findings change', async () => {
    await openApp();
    await drafted();
    await enter(findings(), ' Also a fracture.');
    expect(screen.getByText(/Outdated: the findings have changed since/)).toBeTruthy();
    expect(impression().value).toBe(STORY_IMPRESSION);
  });

  it('never overwrites an edited impression: it offers, and Esc dismisses', async () => {
    await openApp();
    await drafted();
    await current.user.clear(impression());
    await enter(impression(), 'My own words.');
    await enter(findings(), ' More.');
    const offer = await screen.findByRole('region', { name: /Suggested impression/ });
    await waitFor(() => expect(within(offer).getByText(STORY_IMPRESSION)).toBeTruthy());
    expect(impression().value).toBe('My own words.');
    await waitFor(() => expect(current.state.workspace.getState().drafting.run).toBeNull());
    await current.user.keyboard('{Escape}');
    expect(screen.queryByRole('region', { name: /Suggested impression/ })).toBeNull();
    expect(impression().value).toBe('My own words.');
  });

  it('stops the model when a person types into its draft', async () => {
    await openApp({ msPerToken: 60 });
    await enter(findings(), 'Opacity.');
    await waitFor(() => expect(impression().value).not.toBe(''));
    await enter(impression(), ' mine');
    const { value } = impression();
    await waitFor(() => expect(current.state.workspace.getState().drafting.run).toBeNull());
    expect(impression().value).toBe(value);
    expect(impression().dataset['standing']).toBe('person');
  });

  it('shows trouble where it arose, with one way on', async () => {
    await openApp();
    current.outside.cpu.failNext({ at: 'generate', code: 'engine/not-loaded', afterTokens: 2 });
    await enter(findings(), 'Opacity.');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('engine/not-loaded');
    await current.user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(impression().dataset['standing']).toBe('current'));
  });

  it('reads out what a draft cost, and not the saving that goes on with every key', async () => {
    await openApp();
    await drafted();
    expect(status().getAttribute('aria-atomic')).toBe('false');
    const saving = await within(status()).findByText('Saved');
    expect(saving.closest('[aria-live]')?.getAttribute('aria-live')).toBe('off');
  });

  it('keeps the cursor in the impression pane when the button that was pressed goes away', async () => {
    await openApp();
    await drafted();
    const accept = screen.getByRole('button', { name: 'Accept' });
    accept.focus();
    await current.user.keyboard('{Enter}');
    expect(impression().dataset['standing']).toBe('accepted');
    expect(document.activeElement).toBe(impression());
  });

  it('offers no more threads than a setting can hold', async () => {
    await openApp();
    cleanup();
    const { services } = current.state;
    const many = { ...services, capabilities: { ...services.capabilities, processors: 128 } };
    render(<App state={{ ...current.state, services: many }} client={createQueryClient()} />);
    await current.user.click(screen.getByRole('button', { name: 'Settings' }));
    const threads = await screen.findByLabelText('Processor threads');
    expect(within(threads).getAllByRole('option').at(-1)?.textContent).toBe('64');
  });

  it('copies the impression by key', async () => {
    await openApp();
    await drafted();
    const copy = vi.spyOn(current.outside.services.clipboard, 'writeText');
    await current.user.keyboard('{Control>}{Shift>}C{/Shift}{/Control}');
    expect(copy).toHaveBeenCalledWith(STORY_IMPRESSION);
  });
});

describe('reports', () => {
  it('are saved while typing and come back when the app is opened again', async () => {
    await openApp();
    await drafted();
    await waitFor(() => expect(within(status()).getByText('Saved')).toBeTruthy());
    await act(() => current.state.workspace.openNew());
    expect(findings().value).toBe('');
    await act(async () => {
      const [last] = await current.outside.services.reports.list('lower lobe');
      if (last !== undefined) await current.state.workspace.open(last.id);
    });
    current.state.workspace.dispose();
    cleanup();
    await mountApp();
    expect(findings().value).toBe('Opacity in the right lower lobe.');
    expect(impression().dataset['standing']).toBe('current');
  });

  it('are deleted with undo', async () => {
    await openApp();
    await enter(findings(), 'Opacity.');
    await waitFor(() => expect(within(status()).getByText('Saved')).toBeTruthy());
    await current.user.keyboard('{Alt>}r{/Alt}');
    await current.user.click(await screen.findByRole('button', { name: 'Delete report' }));
    await current.user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(current.state.workspace.getState().drafting.findings).toBe('Opacity.'));
    expect((await current.outside.services.reports.list('')).length).toBe(1);
  });

  it('that cannot be read are said to be so, in sight', async () => {
    await openApp();
    await enter(findings(), 'Opacity.');
    await waitFor(() => expect(within(status()).getByText('Saved')).toBeTruthy());
    await current.user.keyboard('{Alt>}r{/Alt}');
    const item = await screen.findByRole('button', { name: /Opacity.*on screen/ });
    vi.spyOn(current.outside.services.reports, 'get').mockRejectedValue(
      new ReadroomError('report/unreadable'),
    );
    await current.user.click(item);
    expect((await screen.findByRole('alert')).textContent).toContain('report/unreadable');
    expect(findings().value).toBe('Opacity.');
  });

  it('changed in another tab are not overwritten, and this tab is told', async () => {
    await openApp();
    await enter(findings(), 'Mine.');
    await waitFor(() => expect(within(status()).getByText('Saved')).toBeTruthy());
    const id = current.state.workspace.getState().reportId;
    const stored = await current.outside.services.reports.get(id);
    if (stored !== null) await current.outside.services.reports.save({ ...stored, findings: 'Theirs.' });
    await enter(findings(), ' More.');
    await current.user.click(await screen.findByRole('button', { name: 'Keep this text as a copy' }));
    await waitFor(async () => expect((await current.outside.services.reports.list('')).length).toBe(2));
    expect((await current.outside.services.reports.get(id))?.findings).toBe('Theirs.');
    expect(findings().value).toBe('Mine. More.');
  });
});

describe('the first run', () => {
  it('takes the focus from nobody when the model gets ready by itself', async () => {
    await openApp();
    const button = screen.getByRole('button', { name: 'Commands' });
    button.focus();
    await act(() => current.state.session.reload());
    expect(current.state.session.getState().phase).toBe('ready');
    expect(document.activeElement).toBe(button);
  });

  it('lets a person type at once, installs on request, and tells how far it is', async () => {
    await openApp({ installed: false });
    expect(document.activeElement).toBe(findings());
    await enter(findings(), 'Opacity.');
    await current.user.click(screen.getByRole('button', { name: 'Install model' }));
    await waitFor(() => expect(current.outside.progress.report).not.toBeNull());
    act(() =>
      current.outside.progress.report?.({
        phase: 'download',
        doneBytes: 50_000_000,
        totalBytes: 143_400_000,
        resumedBytes: 0,
        bytesPerSecond: 10_000_000,
        file: 'params_shard_0.bin',
      }),
    );
    expect(screen.getByText('50.0 MB of 143 MB · 10.0 MB/s · 10 s left')).toBeTruthy();
    await current.user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByRole('button', { name: 'Resume installing' })).toBeTruthy();
    expect(findings().value).toBe('Opacity.');
  });
});
