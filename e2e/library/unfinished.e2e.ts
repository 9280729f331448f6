import type { Page } from '@playwright/test';
import { SENTENCES } from '../../src/domain/errors/catalog.ts';
import type { LibraryPage } from './pages/library-page.ts';
import type { MergePage } from './pages/merge-page.ts';
import { UnfinishedPage } from './pages/unfinished-page.ts';
import { holdShards } from './support/hold-shards.ts';
import { keptModels, keptRows, type KeptRow } from './support/kept-rows.ts';
import { expect, test } from './support/library-journey.ts';
import { chooseFromOwnFolders, copyToOwnFolders, removeOwnFile } from './support/own-folders.ts';

const INSTALL_MS = 60_000;
const LAST_FILE = 'model-00002-of-00002.safetensors';

test('after a reload in mid-merge the screen offers it, refuses other files, and goes on to the same hash', async ({
  page,
  library,
  merge,
  fixtures,
  longMerge,
  longMergeSha256,
}) => {
  await page.goto('/');
  await library.goTo();
  await merge.openWizard();
  await merge.chooseFolder(merge.base, longMerge.base);
  await merge.chooseFolder(merge.adapter, longMerge.adapter);
  await holdShards(page, 2);
  await merge.start.click();
  const before = await reloadInMidMerge(page, library);
  const unfinished = new UnfinishedPage(page);
  await expect(unfinished.model).toHaveCount(1);
  await expect(library.models).toHaveCount(0);

  await test.step('other files are refused in a sentence', async () => {
    await unfinished.goOn.click();
    await unfinished.chooseAgain(unfinished.base, fixtures.otherBase);
    await expect(unfinished.alert).toContainText(SENTENCES['library/other-inputs']);
    await expect(library.jobs).toHaveCount(0);
    await expect(library.models).toHaveCount(0);
    expect(shards(await keptRows(page))).toEqual(before);
  });

  await test.step('the same files go on', async () => {
    await unfinished.chooseAgain(unfinished.base, longMerge.base);
    await expect(unfinished.alert).toHaveCount(0);
    await unfinished.chooseAgain(unfinished.adapter, longMerge.adapter);
    await expectInstalled(library, unfinished);
  });
  await expectTakenOver(page, before);
  const [model] = await keptModels(page);
  expect(model?.manifestSha256).toBe(longMergeSha256);
});

test.describe('with lasting handles', () => {
  test.use({ fileAccess: true });

  test.beforeEach(async ({ context, page, longMerge }) => {
    await chooseFromOwnFolders(context);
    await copyToOwnFolders(page, longMerge);
  });

  test('one click goes on with a merge after a reload, and ends with the hash of one that nobody disturbed', async ({
    page,
    library,
    merge,
    longMergeSha256,
  }) => {
    await mergeFromHandles(page, library, merge, 2);
    const before = await reloadInMidMerge(page, library);
    const unfinished = new UnfinishedPage(page);
    await unfinished.goOn.click();
    await expectInstalled(library, unfinished);
    await expectTakenOver(page, before);
    const [model] = await keptModels(page);
    expect(model?.manifestSha256).toBe(longMergeSha256);
  });

  test('a permission that is refused after the reload is said so, and removing what is there frees its room', async ({
    page,
    library,
    merge,
  }) => {
    await mergeFromHandles(page, library, merge, 2);
    const before = await reloadInMidMerge(page, library);
    const unfinished = new UnfinishedPage(page);
    await page.evaluate(() => {
      // As when the person answers No: the browser's own file system would never ask.
      const answer = (state: PermissionState) => (): Promise<PermissionState> => Promise.resolve(state);
      Reflect.set(FileSystemHandle.prototype, 'queryPermission', answer('prompt'));
      Reflect.set(FileSystemHandle.prototype, 'requestPermission', answer('denied'));
    });
    await unfinished.goOn.click();
    await expect(unfinished.alert).toContainText(SENTENCES['library/permission-refused']);
    await expect(library.models).toHaveCount(0);

    await test.step('removed, its room is free', async () => {
      const used = await usage(page);
      const bytes = before.reduce((sum, row) => sum + row.bytes, 0);
      expect(bytes).toBeGreaterThan(32 * 2 ** 20);
      await unfinished.remove.click();
      await unfinished.remove.click();
      await expect(unfinished.region).toHaveCount(0);
      expect(await keptRows(page)).toEqual([]);
      await expect.poll(async () => used - (await usage(page))).toBeGreaterThan(0.9 * bytes);
    });
  });

  test('a file that is deleted in mid-merge is said so; without it the merge cannot go on either, with it it can', async ({
    page,
    library,
    merge,
    longMerge,
    longMergeSha256,
  }) => {
    const letGo = await mergeFromHandles(page, library, merge, 1);
    await reachShard(page, 0);
    await removeOwnFile(page, 'base', LAST_FILE);
    await letGo();
    const job = library.jobs.getByRole('listitem');
    await expect(job.getByRole('alert')).toContainText(SENTENCES['format/unreadable']);
    await expect(library.models).toHaveCount(0);

    const unfinished = new UnfinishedPage(page);
    await unfinished.goOn.click();
    await expect(unfinished.alert).toContainText(SENTENCES['library/other-inputs']);
    await expect(library.models).toHaveCount(0);

    await copyToOwnFolders(page, longMerge);
    await page.goto('/');
    await library.goTo();
    await unfinished.goOn.click();
    await expectInstalled(library, unfinished);
    const [model] = await keptModels(page);
    expect(model?.manifestSha256).toBe(longMergeSha256);
  });
});

/** Begins the merge of the two folders, which is held when so many shards are finished. */
async function mergeFromHandles(
  page: Page,
  library: LibraryPage,
  merge: MergePage,
  shards: number,
): Promise<() => Promise<void>> {
  await page.goto('/');
  await library.goTo();
  await merge.openWizard();
  for (const name of ['base', 'adapter'] as const) {
    await page.evaluate((next) => {
      window.nextFolder = next;
    }, name);
    await merge[name].getByRole('button', { name: 'Choose folder…' }).click();
    await expect(merge[name].getByRole('button', { name: `Take ${name} out` })).toBeVisible();
  }
  const letGo = await holdShards(page, shards);
  await merge.start.click();
  return letGo;
}

/** Waits until more shards than that are finished. */
async function reachShard(page: Page, index: number): Promise<void> {
  await expect
    .poll(async () => shards(await keptRows(page)).length, { intervals: [50], timeout: 60_000 })
    .toBeGreaterThan(index);
}

/** Reloads a merge that is held at two shards; what is finished. */
async function reloadInMidMerge(page: Page, library: LibraryPage): Promise<KeptRow[]> {
  await reachShard(page, 1);
  const asked: string[] = [];
  page.once('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  // Leaving in mid-work is not done by mistake.
  expect(asked).toEqual(['beforeunload']);
  await library.goTo();
  await expect(library.unfinished).toBeVisible();
  return shards(await keptRows(page));
}

async function expectInstalled(library: LibraryPage, unfinished: UnfinishedPage): Promise<void> {
  const job = library.jobs.getByRole('listitem');
  await expect(job.getByText('Installed')).toBeVisible({ timeout: INSTALL_MS });
  await expect(unfinished.region).toHaveCount(0);
  await expect(library.models.getByRole('listitem')).toHaveCount(1);
}

/** What was finished before the reload lies there untouched: it was checked, not made again. */
async function expectTakenOver(page: Page, before: readonly KeptRow[]): Promise<void> {
  expect(before.length).toBeGreaterThan(0);
  const after = await keptRows(page);
  // The last one may have been written without the journal's knowing: then it was made again.
  expect(after).toEqual(expect.arrayContaining(before.slice(0, -1)));
}

function shards(rows: readonly KeptRow[]): KeptRow[] {
  return rows
    .filter(({ path }) => path.startsWith('params_shard_'))
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** Of the databases: the service worker may still be keeping the app, in a storage of its own. */
async function usage(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { usageDetails } = (await navigator.storage.estimate()) as {
      readonly usageDetails?: { readonly indexedDB?: number };
    };
    return usageDetails?.indexedDB ?? 0;
  });
}
