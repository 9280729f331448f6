import { cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import {
  createStoryServices,
  type StoryOptions,
  type StoryServices,
} from '../../e2e/stories/story-services.ts';
import { App, createQueryClient } from './app.tsx';
import { createAppState, type AppState } from './app-state.ts';

/** The app under test: real but for the engines, the install and the clipboard. */
interface TestApp {
  outside: StoryServices;
  state: AppState;
  user: UserEvent;
}

/** Of the test that runs now. */
export const current: TestApp = {} as TestApp;

/** Call once per file: a fresh user before each test, and everything closed after it. */
export function setUpTestApp(): void {
  // A busy machine is no failure.
  configure({ asyncUtilTimeout: 15_000 });
  beforeEach(() => {
    // jsdom has no CSS object, and react-aria's modal asks for it.
    vi.stubGlobal('CSS', {
      escape: (text: string) => text.replaceAll(/[^\w-]/g, '\\$&'),
      supports: () => false,
    });
    current.user = userEvent.setup();
  });
  afterEach(async () => {
    current.state.dispose();
    cleanup();
    await current.outside.db.delete();
  });
}

export async function openApp(options: Partial<StoryOptions> = {}): Promise<void> {
  current.outside = await createStoryServices({ installed: true, msPerToken: 0, ...options });
  await current.outside.services.settings.change({ pauseMs: 200 });
  await mountApp();
}

export async function mountApp(): Promise<void> {
  current.state = await createAppState(current.outside.services);
  render(<App state={current.state} client={createQueryClient()} />);
  await waitFor(() => expect(['ready', 'absent']).toContain(current.state.session.getState().phase));
}

export const findings = (): HTMLTextAreaElement => screen.getByLabelText('Findings');
export const impression = (): HTMLTextAreaElement => screen.getByLabelText('Impression');
export const status = (): HTMLElement => screen.getByRole('status', { name: 'Status' });

/** In one go, as from a dictation or a paste. */
export async function enter(field: HTMLTextAreaElement, text: string): Promise<void> {
  await current.user.click(field);
  await current.user.paste(text);
}

export async function drafted(): Promise<void> {
  await enter(findings(), 'Opacity in the right lower lobe.');
  await waitFor(() => expect(impression().dataset['standing']).toBe('current'));
}
