import type { BrowserContext, Page } from '@playwright/test';
import { openHarness } from '../../support/journey.ts';
import { chooseInputs, type MergeInputs } from './kill-merge.ts';

declare global {
  interface Window {
    /** Which folder of the browser's own file system the dialog "chooses" next. */
    nextFolder?: string;
  }
}

/**
 * Copies the two folders into the browser's own file system: real handles that outlive a reload and that need nobody to
 * choose them in a dialog.
 */
export async function copyToOwnFolders(
  page: Page,
  { base, adapter }: Pick<MergeInputs, 'base' | 'adapter'>,
): Promise<void> {
  await openHarness(page);
  await chooseInputs(page, { base, adapter });
  await page.evaluate(async () => {
    const chosen = window.readroomHarness?.chosen();
    const root = await navigator.storage.getDirectory();
    for (const name of ['base', 'adapter'] as const) {
      const folder = await root.getDirectoryHandle(name, { create: true });
      for (const { name: path, file } of chosen?.[name]?.files ?? []) {
        const handle = await folder.getFileHandle(path, { create: true });
        await file.stream().pipeTo(await handle.createWritable());
      }
    }
  });
}

/** Lets the dialog for folders choose among those, for a dialog of the system cannot be clicked in by a test. */
export async function chooseFromOwnFolders(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const choose = async (): Promise<FileSystemDirectoryHandle> => {
      // Before anything is waited for: the next one may be named already.
      const folder = window.nextFolder ?? '';
      return (await navigator.storage.getDirectory()).getDirectoryHandle(folder);
    };
    Reflect.set(window, 'showDirectoryPicker', choose);
  });
}

/** What a person does to a stick that the page reads from. */
export async function removeOwnFile(page: Page, folder: string, file: string): Promise<void> {
  await page.evaluate(
    async ([from, name]) => {
      const root = await navigator.storage.getDirectory();
      await (await root.getDirectoryHandle(from)).removeEntry(name);
    },
    [folder, file] as const,
  );
}
