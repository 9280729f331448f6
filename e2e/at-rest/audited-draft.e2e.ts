import { unwrap } from '../../src/domain/result.ts';
import { parseAuditExport } from '../../src/domain/audit/audit-export.ts';
import { FirstRunPage } from '../pages/first-run-page.ts';
import { WorkspacePage } from '../pages/workspace-page.ts';
import { CANARY, expect, test } from './support/at-rest-journey.ts';
import { filesWith } from '../../scripts/prove-privacy/canaries/files-with.ts';

const WORDS = 'four unrelated words here';
const EDITED = `${CANARY} as I would put it.`;

test.use({ ownSite: true });

test('under a passphrase a model drafts as ever, and the audit log tells what happened without a word of it', async ({
  open,
  profile,
}) => {
  const { page, app, close } = await open();
  const workspace = new WorkspacePage(page);
  await app.setPassphrase(WORDS);
  await app.unlock(WORDS);
  await new FirstRunPage(page).install.click();
  await expect(workspace.status).toContainText(/tiny llama/i, { timeout: 90_000 });
  await app.findings.fill(`${CANARY} in the left lung.`);
  const draft = await workspace.expectDraft();
  await workspace.accept.click();
  await expect(workspace.impressionPane.getByText('Accepted', { exact: true })).toBeVisible();
  await workspace.impression.fill(EDITED);
  await page.getByRole('button', { name: 'Copy report' }).click();
  await workspace.expectSaved();

  await app.openSettings();
  await app.settings.getByRole('checkbox', { name: 'Closing or reloading one tab locks the others' }).check();
  await page.keyboard.press('Escape');

  const text = await app.exportAudit();
  const { entries } = unwrap(parseAuditExport(new TextEncoder().encode(text)));
  const events = entries.flatMap((entry) => (entry === null ? [] : [entry.event]));
  await test.step('in its order', () => {
    const kinds = events.map(({ kind }) => kind);
    const expected = ['model-loaded', 'draft-shown', 'draft-accepted', 'impression-edited', 'exported'];
    expect(kinds.filter((kind) => expected.includes(kind))).toEqual(expected);
    expect(kinds).toEqual(expect.arrayContaining(['unlocked', 'passphrase-changed']));
    expect(events).toContainEqual({ kind: 'settings-changed', names: ['lockOnClose'] });
  });
  await test.step('with the model by its hash, and about one report', () => {
    const loaded = events.find((event) => event.kind === 'model-loaded');
    const shown = events.find((event) => event.kind === 'draft-shown');
    expect(loaded?.manifestSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(shown).toMatchObject({ manifestSha256: loaded?.manifestSha256, outcome: 'complete' });
    const about = events.flatMap((event) => ('reportId' in event ? [event.reportId] : []));
    expect(new Set(about).size).toBe(1);
  });
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain(draft.trim());

  await test.step('the next unlock finds the model and the words', async () => {
    await page.keyboard.press('Alt+l');
    await app.unlock(WORDS);
    await expect(workspace.impression).toHaveValue(EDITED);
    await expect(workspace.status).toContainText(/tiny llama/i, { timeout: 90_000 });
    await app.verifyAudit();
  });
  await close();
  expect(filesWith(profile, CANARY)).toEqual([]);
});
