// @vitest-environment jsdom
import '../../testing/dom/node-bytes.ts';
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { testHashing } from '../../testing/generators/tiny-build.ts';
import { tinyLibrary } from '../../testing/generators/tiny-library.ts';
import { here, open, press, said, setUpLibrary } from '../../testing/library/open-library.tsx';

setUpLibrary();

describe('room and libraries', () => {
  it('tells honestly what the browser promises, and asks it', async () => {
    const answers = [false, true];
    const asked: boolean[] = [];
    const { store } = here.bench;
    store.estimate = () =>
      Promise.resolve({ usedBytes: 3e9, quotaBytes: 10e9, persisted: asked.at(-1) ?? false });
    store.persist = () => {
      asked.push(answers[asked.length] ?? true);
      return Promise.resolve(asked.at(-1) ?? false);
    };
    await open();
    await screen.findByText('7.00 GB more');
    await press('Ask the browser to keep it');
    await screen.findByText(/did not promise it/);
    await press('Ask the browser to keep it');
    await screen.findByText('The browser keeps it until you remove it.');
  });

  it('shows no number where the browser tells every page the same', async () => {
    here.bench.store.estimate = () =>
      Promise.resolve({ usedBytes: 3e9, quotaBytes: 3e9 + 10 * 1024 ** 3, persisted: true });
    await open();
    await screen.findByText(/^How much more fits, this browser does not tell/);
    expect(screen.queryByText(/more$/)).toBeNull();
    expect(screen.queryByRole('meter')).toBeNull();
  });

  it('counts an unfinished model as one, and never as reports', async () => {
    const { store, manifest } = here.bench;
    const begun = {
      id: 'm',
      name: 'House',
      kind: 'merge',
      startedAt: 0,
      damaged: false,
      merge: null,
    } as const;
    store.unfinished = () =>
      Promise.resolve([{ ...begun, presentBytes: 98_000_000, totalBytes: 144_000_000 }]);
    store.estimate = () =>
      Promise.resolve({
        usedBytes: manifest.totalBytes + 98_300_000,
        quotaBytes: 64e9,
        persisted: true,
      });
    await open();
    const line = (await screen.findByText('Unfinished models')).closest('div');
    expect(line?.textContent).toContain('98.0 MB');
    expect(screen.queryByText(/Everything else/)).toBeNull();
  });

  it('brings all libraries of the server here by one press, and says how large they are', async () => {
    const { libraries } = here.bench;
    const library = tinyLibrary({ name: 'tiny-served', bytes: 2_000_000 });
    const kept = [...(await libraries.kept())];
    libraries.list = () => Promise.resolve([library]);
    libraries.kept = () => Promise.resolve([...kept]);
    libraries.ensure = (wanted) => {
      kept.push(wanted);
      return Promise.resolve({ library: wanted, url: wanted.file });
    };
    await open();
    const button = await screen.findByRole('button', { name: 'Keep all compiled libraries here (2.0 MB)' });
    await here.user.click(button);
    await screen.findByText('tiny-served');
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Keep all/ })).toBeNull());
    expect(document.activeElement).not.toBe(document.body);
  });

  it('lists what is kept, names the models it runs, and removes only what was brought', async () => {
    const { bench } = here;
    const bytes = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 7);
    const { architecture, quantization, context } = bench.manifest;
    const library = tinyLibrary({
      name: 'tiny-brought',
      file: 'tiny-brought.wasm',
      bytes: bytes.length,
      sha256: await testHashing.sha256(bytes),
      architecture,
      quantization,
      context,
    });
    await bench.libraries.add(library, bytes);
    await open();
    const item = (await screen.findByText('tiny-brought')).closest('li');
    expect(item?.textContent).toContain('brought from a disk');
    expect(item?.textContent).toContain('Runs Tiny of ours');
    await press('Remove library tiny-brought');
    await waitFor(() => expect(said()).toBe('The library tiny-brought was removed.'));
    expect(await bench.libraries.kept()).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Compiled libraries' }));
  });
});
