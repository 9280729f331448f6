// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWebExportTargets } from './export-targets.ts';

/** A window as Chrome and Edge have it, whose dialogs answer as they are told. */
function pageWith(answer: (options: unknown) => Promise<unknown>): Window {
  return Object.assign(Object.create(window) as Window, {
    showDirectoryPicker: answer,
    showSaveFilePicker: answer,
  });
}

/** jsdom's DOMException is no Error, as a browser's is. */
const named = (name: string): Error => Object.assign(new Error(name), { name });

afterEach(() => vi.unstubAllGlobals());

describe('where an export goes', () => {
  it('is a folder or a file that the person chooses, asked for writing', async () => {
    const asked: unknown[] = [];
    const handle = { kind: 'directory' };
    const targets = createWebExportTargets(
      pageWith((options) => {
        asked.push(options);
        return Promise.resolve(handle);
      }),
    );
    expect(targets.canWrite).toBe(true);
    expect(await targets.chooseFolder()).toEqual({ kind: 'folder', handle });
    expect(await targets.chooseFile('tiny.readroom.zip')).toEqual({ kind: 'file', handle });
    expect(asked).toMatchObject([{ mode: 'readwrite' }, { suggestedName: 'tiny.readroom.zip' }]);
  });

  it('is nowhere when the dialog is closed', async () => {
    const targets = createWebExportTargets(pageWith(() => Promise.reject(named('AbortError'))));
    expect(await targets.chooseFolder()).toBeNull();
    expect(await targets.chooseFile('a.zip')).toBeNull();
  });

  it('is refused by name when the browser does not let the page write there', async () => {
    const targets = createWebExportTargets(pageWith(() => Promise.reject(named('SecurityError'))));
    await expect(targets.chooseFolder()).rejects.toMatchObject({
      code: 'library/export-refused',
      detail: 'SecurityError',
    });
  });

  it('is the downloads in a browser without file access', async () => {
    const targets = createWebExportTargets();
    expect(targets.canWrite).toBe(false);
    expect(await targets.chooseFolder()).toBeNull();
    const clicked: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(`${this.download} ${this.href}`);
    });
    vi.stubGlobal('URL', { createObjectURL: () => 'blob:here', revokeObjectURL: () => undefined });
    targets.download('tiny.readroom.zip', new Blob(['x']));
    expect(clicked).toEqual(['tiny.readroom.zip blob:here']);
  });
});
