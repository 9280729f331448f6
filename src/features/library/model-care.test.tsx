// @vitest-environment jsdom
import '../../testing/dom/node-bytes.ts';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import {
  detailsOf,
  FIRST,
  here,
  open,
  press,
  said,
  setUpLibrary,
} from '../../testing/library/open-library.tsx';

setUpLibrary();

describe('looking after a model', () => {
  it('renames it by keyboard, refuses no name, and tells whoever shows the name', async () => {
    await open();
    screen.getByRole('button', { name: 'Rename' }).focus();
    await here.user.keyboard('{Enter}');
    const field = screen.getByLabelText<HTMLInputElement>('Name of the model');
    expect(document.activeElement).toBe(field);
    await here.user.clear(field);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
    await here.user.type(field, '  House style{Enter}');
    await screen.findByRole('heading', { name: 'House style' });
    expect((await detailsOf(FIRST))?.name).toBe('House style');
    expect(here.changed.map(({ details }) => details.name)).toEqual(['House style']);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Rename' }));
    expect(said()).toBe('Renamed to House style.');
  });

  it('leaves the name alone when renaming is left by Escape', async () => {
    await open();
    await press('Rename');
    await here.user.keyboard('Nonsense{Escape}');
    expect(screen.getByRole('heading', { name: 'Tiny of ours' })).toBeDefined();
    expect(here.changed).toEqual([]);
  });

  it('keeps notes when their field is left, and when the whole screen is left from within it', async () => {
    await open();
    await here.user.type(screen.getByLabelText('Notes'), 'Weak on spine.');
    await here.user.tab();
    await waitFor(async () => expect((await detailsOf(FIRST))?.notes).toBe('Weak on spine.'));
    await here.user.type(screen.getByLabelText('Notes'), ' Asked for by CT.');
    cleanup();
    await waitFor(async () =>
      expect((await detailsOf(FIRST))?.notes).toBe('Weak on spine. Asked for by CT.'),
    );
  });

  it('verifies every file, says so and records it', async () => {
    await open();
    await press('Verify');
    await waitFor(() => expect(said()).toBe('Verified, nothing is damaged.'));
    const { files } = here.bench.manifest;
    expect(await detailsOf(FIRST)).toMatchObject({ verification: { files: files.length, damaged: [] } });
    await waitFor(() =>
      expect(screen.getByRole('region', { name: 'Tiny of ours' }).textContent).toMatch(
        new RegExp(`${files.length} files, .*, all as recorded`),
      ),
    );
    await press('Close this message');
    expect(screen.queryByText(/hashed again/)).toBeNull();
    expect(document.activeElement).not.toBe(document.body);
  });

  it('names what a single flipped bit damaged, and where the model is repaired, though it is listed no more', async () => {
    await open();
    await here.bench.flipBit(FIRST, 'params_shard_0.bin');
    await press('Verify');
    await waitFor(() => expect(said()).toBe('Verified, and damage was found.'));
    await waitFor(() => expect(screen.queryByRole('listitem', { name: 'Tiny of ours' })).toBeNull());
    expect(
      screen.getByText(
        /Tiny of ours: 1 of . files is damaged or gone: params_shard_0.bin.*“Unfinished models”/,
      ),
    ).toBeDefined();
    expect(screen.getByRole('heading', { name: 'Add a model' })).toBeDefined();
  });

  it('holds a check where it is, goes on, and stops it without recording anything', async () => {
    await open();
    const { bench } = here;
    const readFile = bench.store.readFile.bind(bench.store);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    bench.store.readFile = async (id, path) => {
      await gate;
      return readFile(id, path);
    };
    await press('Verify');
    const group = await screen.findByRole('group', { name: 'Verifying' });
    expect(within(group).getByRole('progressbar', { name: 'Verifying' })).toBeDefined();
    await press('Pause');
    expect(group.textContent).toContain('Paused.');
    await press('Continue');
    await press('Pause');
    release();
    await press('Stop');
    await waitFor(() => expect(said()).toBe('Stopped.'));
    expect((await detailsOf(FIRST))?.verification).toBeNull();
  });

  it('exports it as a download where the browser writes no files', async () => {
    await open();
    await press('Export');
    await waitFor(() => expect(said()).toBe('Tiny of ours was exported.'));
    expect(here.downloads).toHaveLength(1);
    expect(here.downloads[0]?.name).toBe(`${FIRST}.readroom.zip`);
    expect(here.downloads[0]?.bytes).toBeGreaterThan(here.bench.manifest.totalBytes);
  });

  it('says why an export failed, with its code', async () => {
    await open();
    await here.bench.flipBit(FIRST, 'params_shard_0.bin');
    await press('Export');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(SENTENCES['model/shard-hash-mismatch']);
    expect(alert.textContent).toContain('model/shard-hash-mismatch: params_shard_0.bin');
    expect(here.downloads).toEqual([]);
  });
});
