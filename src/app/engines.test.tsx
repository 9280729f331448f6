// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { STORY_IMPRESSION } from '../../e2e/stories/story-services.ts';
import { SENTENCES } from '../domain/errors/catalog.ts';
import { current, drafted, enter, findings, impression, openApp, setUpTestApp, status } from './test-app.tsx';

setUpTestApp();

describe('the drafting engine', () => {
  it('is named in the status line, with what a second draft did not have to write again', async () => {
    await openApp({ card: true });
    await drafted();
    expect(status().textContent).toMatch(/Graphics card, float16.*prefilled, 18 decoded/);
    await enter(findings(), ' More.');
    await waitFor(() => expect(status().textContent).toMatch(/18 verified, 0 decoded/));
  });

  it('that is not the hoped-for one says why, also to the keyboard', async () => {
    await openApp();
    const why = within(status()).getByRole('button', { name: /CPU, 2 threads, and why/ });
    why.focus();
    await current.user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Drafting on the processor' });
    expect(dialog.textContent).toContain(SENTENCES['engine/no-webgpu']);
    // The popover itself: nothing named lies around the dialog, outside every landmark.
    expect(dialog.closest('[data-trigger]')).toBe(dialog);
    expect(dialog.contains(document.activeElement)).toBe(true);
    await current.user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    await waitFor(() => expect(document.activeElement).toBe(why));
  });

  it('is changed in the settings, which tell what this machine has, and loads again', async () => {
    await openApp({ card: true });
    await current.user.click(screen.getByRole('button', { name: 'Settings' }));
    const section = await screen.findByRole('region', { name: 'Drafting engine' });
    expect(await within(section).findByText(/Example graphics card/)).toBeTruthy();
    await current.user.selectOptions(within(section).getByLabelText('Drafts run on'), 'cpu');
    await waitFor(() => expect(within(section).getByText('CPU, 2 threads')).toBeTruthy());
    expect((await current.outside.services.settings.read()).engine).toBe('cpu');
    expect([current.outside.webgpu.loaded, current.outside.cpu.loaded]).toEqual([false, true]);
  });

  it('that computes wrongly is told of by an alert, and the processor drafts', async () => {
    await openApp({ card: true });
    current.outside.webgpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
    await act(() => current.state.session.reload());
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain(SENTENCES['engine/wrong-numbers']);
    await drafted();
    expect(current.outside.cpu.requests.length).toBe(1);
    await current.user.click(within(alert).getByRole('button', { name: 'Understood' }));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(document.activeElement).toBe(findings());
  });

  it('is said to load while the processor takes over, and promised only once it has', async () => {
    await openApp({ card: true });
    const { cpu, webgpu } = current.outside;
    const load = cpu.load.bind(cpu);
    const cpuMay = { go: (): void => undefined };
    const turn = new Promise<void>((resolve) => (cpuMay.go = resolve));
    cpu.load = async (model, options) => {
      await turn;
      return load(model, options);
    };
    webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
    cpu.failNext({ at: 'load', code: 'engine/out-of-memory' });
    await enter(findings(), 'Opacity.');
    await waitFor(() => expect(status().textContent).toContain('Loading the engine'));
    expect(screen.getByRole('alert').textContent).toContain('is being loaded on the processor');
    cpuMay.go();
    await waitFor(() => expect(status().textContent).toContain('Engine not loaded'));
    const alerts = screen.getAllByRole('alert').map((alert) => alert.textContent);
    expect(alerts.join('\n')).toContain(`tries it again: ${SENTENCES['engine/out-of-memory']}`);
    expect(alerts.join('\n')).not.toContain('The processor drafts instead');
    await enter(findings(), ' More.');
    await waitFor(() => expect(status().textContent).toContain('CPU, 2 threads'));
    expect(screen.getByRole('alert').textContent).toContain('The processor drafts instead');
  });

  it('that is stopped while it loads, and tried again, leaves the cursor in the findings', async () => {
    await openApp();
    const { cpu } = current.outside;
    const load = cpu.load.bind(cpu);
    // Loads until it is stopped.
    cpu.load = (_model, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      });
    act(() => void current.state.session.reload());
    await current.user.click(await screen.findByRole('button', { name: 'Stop' }));
    expect(document.activeElement).toBe(findings());
    const again = await screen.findByRole('button', { name: 'Try again' });
    cpu.load = load;
    await current.user.click(again);
    expect(document.activeElement).toBe(findings());
    await waitFor(() => expect(current.state.session.getState().phase).toBe('ready'));
  });

  it('whose card is lost leaves the findings and an incomplete draft, and drafts anew when asked', async () => {
    await openApp({ card: true });
    current.outside.webgpu.failNext({ at: 'generate', code: 'engine/device-lost', afterTokens: 3 });
    await enter(findings(), 'Opacity.');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(SENTENCES['engine/device-lost']);
    expect(impression().value).toBe('Right lower lobe');
    expect(impression().dataset['standing']).toBe('incomplete');
    expect(findings().value).toBe('Opacity.');
    await current.user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(impression().value).toBe(STORY_IMPRESSION));
  });

  it('that was insisted on and cannot run says so, with the way back to the automatic choice', async () => {
    await openApp({ card: true });
    current.outside.webgpu.failNext({ at: 'load', code: 'engine/no-library' });
    await current.user.click(screen.getByRole('button', { name: 'Settings' }));
    await current.user.selectOptions(await screen.findByLabelText('Drafts run on'), 'webgpu');
    await current.user.keyboard('{Escape}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(SENTENCES['engine/no-library']);
    expect(status().textContent).toContain('Engine not loaded');
    await current.user.click(within(alert).getByRole('button', { name: 'Choose the engine automatically' }));
    await waitFor(() => expect(status().textContent).toContain('Graphics card'));
  });
});
