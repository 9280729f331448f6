// @vitest-environment jsdom
import 'fake-indexeddb/auto';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { STORY_MODEL } from '../../e2e/stories/manifest.ts';
import { createReport } from '../domain/report/report.ts';
import { randomUuid } from '../platform/random/random-uuid.ts';
import { current, drafted, openApp, setUpTestApp } from './test-app.tsx';

setUpTestApp();

const LEARNED = { ...STORY_MODEL, manifest: { ...STORY_MODEL.manifest, examples: { max: 3 } } };

async function earlier(findings: string, impression: string): Promise<string> {
  const id = randomUuid();
  const { reports } = current.outside.services;
  await reports.save({ ...createReport(id, 1_000), findings, impression, author: 'person' });
  return id;
}

async function openSettings(): Promise<HTMLElement> {
  await current.user.click(screen.getByRole('button', { name: /^Settings/ }));
  return screen.findByRole('dialog', { name: 'Settings' });
}

describe('learning from earlier reports', () => {
  it('is off at first, and cannot be switched on where the model was not trained for it', async () => {
    await openApp();
    const settings = await openSettings();
    const box = within(settings).getByRole('checkbox', { name: 'Learn from my reports' });
    expect(box).toHaveProperty('disabled', true);
    expect(box).toHaveProperty('checked', false);
    expect(within(settings).getByText(/was not trained to use earlier reports/)).toBeTruthy();
  });

  it('shows the model similar reports once it is switched on, and tells which', async () => {
    await openApp({ models: [LEARNED] });
    const id = await earlier('Opacity in the right lower lobe, as before.', 'Pneumonia, in my words.');
    await earlier('Fracture of the left wrist.', 'Wrist fracture.');
    const settings = await openSettings();
    await current.user.click(within(settings).getByRole('checkbox', { name: 'Learn from my reports' }));
    await within(settings).findByText('2 different reports can serve.');
    expect((await current.outside.services.settings.read()).learnFromReports).toBe(true);
    await current.user.keyboard('{Escape}');
    await drafted();
    const line = await screen.findByRole('button', { name: 'Drafted with 2 earlier reports' });
    await current.user.click(line);
    const shown = await screen.findByRole('dialog', {
      name: 'Reports of other patients that the model was shown',
    });
    const first = within(shown).getAllByRole('listitem')[0]!;
    await within(first).findByText(/Pneumonia, in my words\./);
    const { drafting } = current.state.workspace.getState();
    expect(drafting.impression.draft?.examples.at(-1)?.reportId).toBe(id);
  });

  it('leaves drafts as they were while it is off', async () => {
    await openApp({ models: [LEARNED] });
    await earlier('Opacity in the right lower lobe, as before.', 'Pneumonia, in my words.');
    await drafted();
    await waitFor(() => expect(current.state.workspace.getState().drafting.run).toBeNull());
    expect(screen.queryByRole('button', { name: /earlier report/ })).toBeNull();
    expect(current.state.workspace.getState().drafting.impression.draft?.examples).toEqual([]);
  });
});
