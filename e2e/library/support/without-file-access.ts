import type { BrowserContext } from '@playwright/test';

/** As in Firefox and Safari: choosing files goes through inputs, which a test can fill as a person does. */
export async function withoutFileAccess(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    for (const name of ['showOpenFilePicker', 'showDirectoryPicker', 'showSaveFilePicker']) {
      Reflect.deleteProperty(window, name);
    }
    Reflect.deleteProperty(DataTransferItem.prototype, 'getAsFileSystemHandle');
  });
}
