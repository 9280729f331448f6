// @vitest-environment jsdom
import '../../testing/dom/node-bytes.ts';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { SENTENCES } from '../../domain/errors/catalog.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import { tinyLibrary } from '../../testing/generators/tiny-library.ts';
import {
  detailsOf,
  FIRST,
  here,
  open,
  press,
  said,
  setUpLibrary,
} from '../../testing/library/open-library.tsx';
import { provenanceOf } from './provenance.ts';

setUpLibrary();

describe('the prompt of a model', () => {
  const openPrompt = async (): Promise<void> => {
    await open();
    await here.user.click(screen.getByRole('tab', { name: /Prompt/ }));
  };

  it('is shown exactly as the model reads it, is edited, saved and given back', async () => {
    await openPrompt();
    const exact = await screen.findByRole('figure', { name: 'Exact prompt' });
    await waitFor(() => expect(exact.textContent).toMatch(/\d+ tokens/));
    const save = screen.getByRole('button', { name: 'Save the prompt' });
    expect(save.getAttribute('aria-disabled')).toBe('true');
    const field = screen.getByLabelText(/Template text/);
    await here.user.clear(field);
    await here.user.paste('{system} Findings are: {findings} So:');
    await waitFor(() => expect(exact.textContent).toContain('Findings are:'));
    await waitFor(() => expect(save.getAttribute('aria-disabled')).toBeNull());
    await here.user.click(save);
    await waitFor(() => expect(said()).toBe('Prompt saved.'));
    expect((await detailsOf(FIRST))?.prompt?.template).toBe('{system} Findings are: {findings} So:');
    expect(screen.getByRole('tab', { name: /Prompt/ }).textContent).toContain('edited');

    await press('Reset the prompt');
    await press('Save the prompt');
    await waitFor(() => expect(said()).toBe('The model’s own prompt is in use again.'));
    expect((await detailsOf(FIRST))?.prompt).toBeNull();
  });

  it('is shown with left and right exchanged where the model reads such findings so', async () => {
    const manifest = await here.bench.install('other', 'Another', { laterality: 'canonical' });
    expect(manifest.laterality).toBe('canonical');
    await open({ activeId: manifest.id }, 'Another');
    await here.user.click(screen.getByRole('tab', { name: /Prompt/ }));
    const exact = await screen.findByRole('figure', { name: 'Exact prompt' });
    await waitFor(() => expect(exact.textContent).toContain('opacity in the left lower lobe'));
    within(exact).getByText(/with left and right exchanged/);
  });

  it('cannot be saved without a place for the findings, and says so', async () => {
    await openPrompt();
    const field = screen.getByLabelText(/Template text/);
    await here.user.clear(field);
    await here.user.paste('Derive the impression.');
    await screen.findByText(/must hold \{findings\}/);
    const save = screen.getByRole('button', { name: 'Save the prompt' });
    expect(save.getAttribute('aria-disabled')).toBe('true');
    await here.user.click(save);
    expect((await detailsOf(FIRST))?.prompt).toBeNull();
    await press('Discard changes');
    expect(screen.queryByText(/must hold \{findings\}/)).toBeNull();
  });
});

describe('the provenance sheet', () => {
  const openSheet = async (): Promise<void> => {
    await open();
    await here.user.click(screen.getByRole('tab', { name: 'Provenance' }));
  };
  const evaluation = async (change: object = {}): Promise<File> => {
    const model = await here.bench.store.get(FIRST);
    const score = { value: 0.412, low: 0.39, high: 0.43 };
    const summary = {
      schemaVersion: 1,
      modelId: FIRST,
      manifestSha256: model?.manifestSha256,
      data: { name: 'test.jsonl', sha256: 'd'.repeat(64), reports: 300 },
      engine: 'CPU',
      at: 1_700_000_000_000,
      views: [{ name: 'unseen findings', reports: 120, rouge1: score, rouge2: score, rougeL: score }],
      ...change,
    };
    return new File([JSON.stringify(summary)], 'summary.json', { type: 'application/json' });
  };

  it('holds every hash in full, on the screen and on paper', async () => {
    await openSheet();
    const model = await here.bench.store.get(FIRST);
    const { manifest } = here.bench;
    const hashes = [
      model?.manifestSha256 ?? 'none',
      ...manifest.files.map(({ sha256 }) => sha256),
      ...manifest.base.files.map(({ sha256 }) => sha256),
      ...(manifest.adapter?.files ?? []).map(({ sha256 }) => sha256),
    ];
    expect(hashes.length).toBeGreaterThan(5);
    const sheets = [...document.querySelectorAll('article')];
    expect(sheets).toHaveLength(2);
    for (const sheet of sheets) {
      for (const hash of hashes) expect(sheet.textContent).toContain(hash);
      expect(sheet.textContent).toContain('npm run model -- build');
      expect(sheet.textContent).toContain('Dr. Test');
    }
    // What is printed lies outside the app's scrolling boxes, which would cut it.
    expect(screen.getByRole('main').contains(sheets[1] ?? null)).toBe(false);
    await press('Print');
    expect(here.printed).toBe(1);
    const year = String(new Date().getFullYear());
    expect(sheets[1]?.querySelector('header')?.textContent).toMatch(new RegExp(`as of .*${year}`));
    expect(sheets[1]?.textContent).toContain('Runs onProcessor (CPU)');
  });

  it('says of a model that came ready-made that nothing here can make it again, and where it came from', async () => {
    const model = await here.bench.store.get(FIRST);
    if (model === null) throw new Error('no model');
    const base = { ...model.manifest.base, format: 'mlc', origin: 'Tiny-Chat, ready-made in MLC’s format' };
    const source = { kind: 'folder' as const, files: ['Tiny-Chat-MLC'], verified: false };
    const { rebuild } = provenanceOf(
      { ...model, manifest: { ...model.manifest, base }, details: { ...model.details, source } },
      { engines: null, kept: null, now: 0 },
    );
    expect(rebuild.command).toBeNull();
    expect(rebuild.note).toContain('Nothing here can make these bytes again');
    expect(rebuild.note).toContain('Tiny-Chat, ready-made in MLC’s format (Tiny-Chat-MLC)');
  });

  it('names of a merge the files that were hashed, and calls it made here, not vouched for', async () => {
    const model = await here.bench.store.get(FIRST);
    if (model === null) throw new Error('no model');
    const source = { kind: 'merge' as const, files: ['README.md', 'model.safetensors'], verified: true };
    const merged = { ...model, details: { ...model.details, source } };
    const { installed } = provenanceOf(merged, { engines: null, kept: null, now: 0 });
    const { base, adapter } = model.manifest;
    expect(installed.from).toEqual([...base.files, ...(adapter?.files ?? [])].map(({ name }) => name));
    expect(installed.source).toBe('made here from the files below');
    const brought = {
      ...merged,
      details: { ...merged.details, source: { ...source, kind: 'folder' as const } },
    };
    expect(provenanceOf(brought, { engines: null, kept: null, now: 0 }).installed).toMatchObject({
      from: source.files,
      source: 'each of its files was checked against its manifest',
    });
  });

  it('tells which compiled libraries are in this browser and which are only on the server', async () => {
    const model = await here.bench.store.get(FIRST);
    if (model === null) throw new Error('no model');
    const kept = tinyLibrary({ name: 'tiny-kept', sha256: 'a'.repeat(64) });
    const served = tinyLibrary({ name: 'tiny-served', sha256: 'b'.repeat(64) });
    const engines: RunningFacts = {
      ...{ engine: 'webgpu', note: null, gpuMemory: 1, library: kept, compileCommand: null },
      libraries: [kept, served],
    };
    const { libraries, runsOn, asOf } = provenanceOf(model, { engines, kept: [kept], now: 0 });
    expect(libraries.map((one) => one.kept)).toEqual([true, false]);
    expect(runsOn).toBe('Graphics card, library tiny-kept');
    expect(asOf).toBe('1970-01-01T00:00:00.000Z');
  });

  it('is taken along as JSON', async () => {
    await openSheet();
    await press('Copy as JSON');
    await waitFor(() => expect(here.copied).toHaveLength(1));
    expect(JSON.parse(here.copied[0] ?? '')).toMatchObject({
      id: FIRST,
      files: here.bench.manifest.files.map(({ path, bytes, sha256 }) => ({ name: path, bytes, sha256 })),
      promptEdited: false,
      installed: { by: 'Dr. Test', how: 'merged in this browser' },
    });
  });

  it('takes in an evaluation of this very model and refuses any other', async () => {
    await openSheet();
    const chooser = document.querySelector<HTMLInputElement>('input[type=file]');
    if (chooser === null) throw new Error('no file input');
    await here.user.upload(chooser, await evaluation({ manifestSha256: 'e'.repeat(64) }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(SENTENCES['library/bad-evaluation']);
    expect((await detailsOf(FIRST))?.evaluations).toEqual([]);

    await here.user.upload(chooser, await evaluation());
    await waitFor(() => expect(said()).toBe('The evaluation on test.jsonl was added.'));
    expect((await detailsOf(FIRST))?.evaluations).toHaveLength(1);
    const main = within(screen.getByRole('main'));
    await main.findByRole('row', { name: /unseen findings 120 0.412/ });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(main.queryByRole('table', { name: /^Faithfulness/ })).toBeNull();
  });

  it('shows how far a model kept to the findings, where an evaluation tells it', async () => {
    await openSheet();
    const chooser = document.querySelector<HTMLInputElement>('input[type=file]');
    if (chooser === null) throw new Error('no file input');
    const from = { name: 'history.jsonl', sha256: 'd'.repeat(64), reports: 2_473 };
    const honesty = [
      { measure: 'swap', cases: 65, rate: { value: 0.954, low: 0.9, high: 1 } },
      { measure: 'marks', cases: 292, rate: { value: 0, low: 0, high: 0 } },
    ];
    await here.user.upload(chooser, await evaluation({ examples: { most: 3, from }, honesty }));
    const main = within(screen.getByRole('main'));
    const table = within(await main.findByRole('table', { name: /^Faithfulness/ }));
    table.getByRole('row', { name: /Left and right exchanged.* 65 95\.4 % 90\.0–100\.0 %/ });
    table.getByRole('row', { name: /mark of de-identification.* 292 0\.0 % 0\.0–0\.0 %/ });
    main.getByText('with up to 3 examples from history.jsonl');
  });

  it('says of canonical sides that the exchange is passed by construction, beside the adapter’s own rate', async () => {
    await openSheet();
    const chooser = document.querySelector<HTMLInputElement>('input[type=file]');
    if (chooser === null) throw new Error('no file input');
    const swap = (value: number): object => ({
      measure: 'swap',
      cases: 28,
      rate: { value, low: 0, high: 1 },
    });
    const canonical = { sides: 'canonical', honesty: [swap(1)] };
    await here.user.upload(chooser, await evaluation(canonical));
    const own = { sides: 'as-written', honesty: [swap(0.5)], at: 1_700_000_000_001 };
    await here.user.upload(chooser, await evaluation(own));
    const main = within(screen.getByRole('main'));
    const table = within(await main.findByRole('table', { name: /^Faithfulness/ }));
    await table.findByRole('row', { name: /with canonical sides.*by construction.* 28 100\.0 %/ });
    await table.findByRole('row', { name: /with sides as written.*should be 100 %.* 28 50\.0 %/ });
  });
});
