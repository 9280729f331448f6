import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openHarness } from '../support/journey.ts';
import { EFFUSION, NORMAL } from '../support/texts.ts';
import { LibraryPage } from './pages/library-page.ts';
import { MergePage } from './pages/merge-page.ts';
import { chooseInputs, mergedModel, startMerge } from './support/kill-merge.ts';
import { expect, launchLibrary, test } from './support/library-journey.ts';

interface Seen {
  readonly id: string;
  readonly manifestSha256: string;
  readonly files: Readonly<Record<string, string>>;
  readonly drafts: readonly string[];
}

test('an export brought into a clean browser gives the same hashes and the same drafts', async ({
  page,
  site,
  fixtures,
  library,
}, testInfo) => {
  await openHarness(page);
  await chooseInputs(page, { base: fixtures.baseGguf, adapter: fixtures.adapter });
  await startMerge(page, 'q8f16_1');
  const { id } = await mergedModel(page);
  const before = await look(page, id);
  // Two drafts of a model that always wrote the same would prove little.
  expect(new Set(before.drafts).size).toBe(2);

  const archive = testInfo.outputPath('exported.zip');
  await test.step('exported to one file', async () => {
    await page.goto('/');
    await library.goTo();
    await library.row(/tiny/i).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await (await download).saveAs(archive);
  });

  const profile = mkdtempSync(join(tmpdir(), 'readroom-clean-'));
  const clean = await launchLibrary(profile, site.url, { fileAccess: false });
  try {
    const other = clean.pages()[0] ?? (await clean.newPage());
    await test.step('brought in where nothing was', async () => {
      const there = new LibraryPage(other);
      const intake = new MergePage(other);
      await other.goto('/');
      await there.goTo();
      await intake.chooseFiles(intake.finished, archive);
      await intake.install.click();
      await expect(there.models.getByRole('listitem')).toHaveCount(1, { timeout: 60_000 });
    });
    await openHarness(other);
    expect(await look(other, id)).toEqual(before);
  } finally {
    await clean.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('an export to a folder holds the model, and nothing of it is written twice differently', async ({
  page,
  fixtures,
}) => {
  await openHarness(page);
  await chooseInputs(page, { base: fixtures.baseFolder, adapter: fixtures.adapter });
  await startMerge(page, 'q8f16_1');
  const { id, manifestSha256 } = await mergedModel(page);
  const again = await page.evaluate(async (modelId) => {
    const harness = window.readroomHarness;
    if (harness === undefined) throw new Error('no harness');
    const { jobs, models } = harness;
    // The browser's own folder: a real directory handle that needs nobody to choose it.
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('exported', { create: true });
    await jobs.exportModel(modelId, { kind: 'folder', handle: folder }).result;
    const digest = async (blob: Blob): Promise<string> =>
      [...new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
    const archives: string[] = [];
    for (const name of ['first.zip', 'second.zip']) {
      const handle = await root.getFileHandle(name, { create: true });
      await jobs.exportModel(modelId, { kind: 'file', handle }).result;
      archives.push(await digest(await handle.getFile()));
    }
    await models.remove(modelId);

    const files: { name: string; file: File }[] = [];
    const gather = async (directory: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of directory.entries()) {
        if (handle.kind === 'directory') await gather(handle, `${path}${name}/`);
        else files.push({ name: `${path}${name}`, file: await handle.getFile() });
      }
    };
    await gather(folder, '');
    const chosen = { label: 'exported', files, handles: [] };
    const { model } = await jobs.importModel({ files: chosen, installedBy: 'Another test' }).result;
    return { archives, manifestSha256: model?.manifestSha256, names: files.map(({ name }) => name) };
  }, id);
  expect(again.manifestSha256).toBe(manifestSha256);
  expect(again.names).toEqual(expect.arrayContaining(['manifest.json', 'readroom-details.json']));
  expect(again.archives[0]).toBe(again.archives[1]);
});

/** What the harness sees of an installed model: its hashes, and what it drafts. */
async function look(page: Page, id: string): Promise<Seen> {
  return page.evaluate(
    async ({ modelId, findings }) => {
      const harness = window.readroomHarness;
      const model = await harness?.models.get(modelId);
      if (harness === undefined || model === undefined || model === null)
        throw new Error(`${modelId} is not installed`);
      await harness.load({ id: modelId, engine: 'cpu' });
      const drafts: string[] = [];
      for (const text of findings) drafts.push((await harness.draft(text)).text);
      await harness.unload();
      const files = Object.fromEntries(model.manifest.files.map(({ path, sha256 }) => [path, sha256]));
      return { id: modelId, manifestSha256: model.manifestSha256, files, drafts };
    },
    { modelId: id, findings: [EFFUSION, NORMAL] },
  );
}
