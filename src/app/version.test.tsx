// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { SENTENCES } from '../domain/errors/catalog.ts';
import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { current, enter, findings, openApp, setUpTestApp } from './test-app.tsx';

setUpTestApp();

const offer = (): HTMLElement => screen.getByRole('status', { name: 'Version' });
const settings = async (): Promise<HTMLElement> => {
  await current.user.click(screen.getByRole('button', { name: 'Settings' }));
  return screen.findByRole('region', { name: 'This version' });
};

describe('a new version', () => {
  it('is offered in a quiet line, and opens after the words on screen are on disk', async () => {
    await openApp();
    expect(offer().textContent).toBe('');
    await enter(findings(), 'Opacity.');
    act(() => current.outside.offline.become({ newVersion: 'ready' }));
    await current.user.click(within(offer()).getByRole('button', { name: 'Use the new version' }));
    await waitFor(() => expect(current.outside.offline.asked).toContain('reload'));
    const [stored] = await current.outside.services.reports.list('');
    expect(stored?.id).toBe(current.state.workspace.getState().reportId);
    expect(await current.outside.services.reports.lastOpened()).toBe(stored?.id);
  });

  it('waits, and says why, while the report cannot be saved', async () => {
    await openApp();
    vi.spyOn(current.outside.services.reports, 'save').mockRejectedValue(
      new ReadroomError('report/not-saved'),
    );
    await enter(findings(), 'Opacity.');
    act(() => current.outside.offline.become({ newVersion: 'ready' }));
    await current.user.click(within(offer()).getByRole('button', { name: 'Use the new version' }));
    await waitFor(() => expect(offer().textContent).toContain(SENTENCES['offline/unsaved']));
    expect(current.outside.offline.asked).toEqual([]);
    expect(findings().value).toBe('Opacity.');
  });

  it('waits while a prompt is being written', async () => {
    await openApp();
    const { installed } = current.state.session.getState();
    const template = installed?.details.prompt ?? installed?.manifest.chatTemplate;
    if (installed === null || template === undefined) throw new Error('no model');
    current.state.library.screen.writePrompt(installed.manifest.id, { template, isUsable: true });
    act(() => current.outside.offline.become({ newVersion: 'ready' }));
    await current.user.click(within(offer()).getByRole('button', { name: 'Use the new version' }));
    await waitFor(() => expect(offer().textContent).toContain(SENTENCES['offline/busy']));
  });

  it('that is put off stays in the settings', async () => {
    await openApp();
    act(() => current.outside.offline.become({ newVersion: 'ready' }));
    await current.user.click(within(offer()).getByRole('button', { name: 'Later' }));
    expect(offer().textContent).toBe('');
    const section = await settings();
    expect(within(section).getByRole('button', { name: 'Use the new version' })).toBeTruthy();
  });
});

describe('this version', () => {
  it('tells its build and whether it works without a network, and looks for a newer one', async () => {
    await openApp();
    const section = await settings();
    expect(section.textContent).toContain('5d0266b481d2');
    expect(section.textContent).toContain('yes, all of it is in this browser');
    await current.user.click(within(section).getByRole('button', { name: 'Look for a new version' }));
    expect(current.outside.offline.asked).toEqual(['look']);
  });

  it('that is not kept says why, and is kept when that is wished', async () => {
    const error = { code: 'offline/not-kept', detail: '/assets/a.js' } as const;
    await openApp({ offline: { kept: 'not-kept', error, build: null } });
    const section = await settings();
    expect(section.textContent).toContain(SENTENCES['offline/not-kept']);
    await current.user.click(within(section).getByRole('button', { name: /Keep it/ }));
    expect(current.outside.offline.asked).toEqual(['keep']);
  });

  it('offers nothing where the browser keeps nothing', async () => {
    await openApp({ offline: { kept: 'unavailable', build: null } });
    expect(within(await settings()).queryByRole('button')).toBeNull();
  });
});
