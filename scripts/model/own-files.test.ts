import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rebuildCommand } from '../../src/domain/model/rebuild-command.ts';
import { withChoices } from '../../src/domain/model/derive-config.ts';
import type { ModelManifest } from '../../src/domain/model/manifest.ts';
import type { ModelConfig } from '../../src/domain/model/model-config.ts';
import { savedConfig, savedConfigOf } from '../../src/domain/model/saved-config.ts';
import { buildModel } from '../../src/pipeline/build/build-model.ts';
import { createWebHashing } from '../../src/platform/crypto/web-hashing.ts';
import type { NamedFile } from '../../src/platform/files/chosen-files.ts';
import { webFileSet } from '../../src/platform/files/web-files.ts';
import { inspectMergeHandler } from '../../src/workers/inspect-merge.ts';
import { memorySink, TINY_BUILD } from '../../src/testing/generators/tiny-build.ts';
import { toBytes } from '../../src/testing/generators/memory-files.ts';
import { createRandom } from '../../src/testing/generators/random.ts';
import { adapterConfig, adapterFolder, adapterTensors } from '../../src/testing/generators/tiny-adapter.ts';
import { tinyGguf, tinyTensors } from '../../src/testing/generators/tiny-llama.ts';
import { tinyVocabulary } from '../../src/testing/generators/tiny-tokenizer.ts';
import { runModelCommand } from './command.ts';

let folder = '';
let printed: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readroom-test-'));
  printed = [];
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  for (const method of ['log', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((text: string) => void printed.push(text));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A GGUF base and an adapter folder on disk. */
function ownFiles(): { base: string; adapter: string } {
  const weights = tinyTensors(createRandom(3), TINY_BUILD, 'Q8_0');
  const base = join(folder, 'own base.gguf');
  writeFileSync(base, tinyGguf(TINY_BUILD, weights, tinyVocabulary()));
  const adapter = join(folder, 'adapter');
  mkdirSync(adapter);
  const rankOf = (module: string): number | null => (/[qv]_proj$/.test(module) ? 4 : null);
  const files = adapterFolder(adapterConfig(), adapterTensors(createRandom(4), TINY_BUILD, rankOf));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(adapter, name), toBytes(content));
  return { base, adapter };
}

const chosen = (path: string, names: readonly string[]): NamedFile[] =>
  names.map((name) => ({ name, file: new File([readFileSync(join(path, name))], name) }));

/** What the browser's workers do with the same files: recognise, derive, build. */
async function asTheBrowserDoes(adapter: string, baseLabel = 'own base.gguf') {
  const files = {
    base: chosen(folder, ['own base.gguf']),
    adapter: chosen(adapter, readdirSync(adapter)),
  };
  const context = { signal: new AbortController().signal, progress: () => undefined };
  const inspection = await inspectMergeHandler({ ...files, baseLabel }, context);
  expect(inspection.problems).toEqual([]);
  const build = async (config: ModelConfig) => {
    const sink = memorySink();
    await buildModel({
      config,
      quantization: 'q8f16_1',
      base: webFileSet(files.base),
      adapter: webFileSet(files.adapter),
      sink,
      hashing: createWebHashing(),
    });
    return sink.files;
  };
  return { suggestion: inspection.suggestion!, build };
}

function filesIn(path: string): Map<string, Uint8Array> {
  return new Map(
    readdirSync(path)
      .sort()
      .map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]),
  );
}

const sorted = (files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> =>
  new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));

describe('npm run model -- build --base', () => {
  it('writes byte for byte what the browser makes of the same files', async () => {
    const { base, adapter } = ownFiles();
    const out = join(folder, 'out');
    expect(
      await runModelCommand([
        'build',
        '--base',
        base,
        '--adapter',
        adapter,
        '--quant',
        'q8f16_1',
        '--out',
        out,
      ]),
    ).toBe(0);
    const browser = await asTheBrowserDoes(adapter);
    expect(filesIn(out)).toEqual(sorted(await browser.build(browser.suggestion)));
  });

  it('does so with every choice made, and by the command that the provenance sheet shows', async () => {
    const { base, adapter } = ownFiles();
    // As a dropped set is called; the folder has another name, and may get a third.
    const browser = await asTheBrowserDoes(adapter, '3 files');
    const chatTemplate = {
      ...browser.suggestion.chatTemplate,
      name: 'our own',
      template: "<|im_start|>{system}: it's\n{findings}<|im_end|>",
      systemMessage: 'Say “why” in $5 `words`',
    };
    const config = withChoices(browser.suggestion, {
      name: 'Our “7B” & more',
      id: 'our-7b',
      window: 128,
      chatTemplate,
    });
    const files = sorted(await browser.build(config));
    const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as ModelManifest;
    const command = (rebuildCommand(manifest) ?? '')
      .replace(' BASE ', ` '${base}' `)
      .replace(' ADAPTER ', ` '${adapter}' `);
    // The shell itself takes the line apart.
    const line = command.replace('npm run model -- ', "printf '%s\\0' ");
    const args = execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
    const out = join(folder, 'out');
    expect(await runModelCommand([...args, '--out', out])).toBe(0);
    expect(filesIn(out)).toEqual(files);
  });

  it('makes them again from the configuration that the browser saves', async () => {
    const { base, adapter } = ownFiles();
    const browser = await asTheBrowserDoes(adapter);
    const config = withChoices(browser.suggestion, { id: 'our-7b', window: 128 });
    const files = sorted(await browser.build(config));
    const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as ModelManifest;
    for (const saved of [savedConfig(config), savedConfigOf(manifest)]) {
      const path = join(folder, saved.fileName);
      writeFileSync(path, saved.text);
      const out = join(folder, `out-${saved.text.length}`);
      const args = ['build', path, '--base', base, '--adapter', adapter, '--out', out];
      expect(await runModelCommand(args)).toBe(0);
      expect(filesIn(out)).toEqual(files);
    }
  });

  it('finds nothing to do the second time', async () => {
    const { base } = ownFiles();
    const args = [
      'build',
      '--base',
      base,
      '--out',
      join(folder, 'out'),
      '--template',
      'chatml',
      '--system',
      'Short',
    ];
    expect(await runModelCommand(args)).toBe(0);
    printed = [];
    expect(await runModelCommand(args)).toBe(0);
    expect(printed).toEqual(['tiny-q8f16_1: already built and whole']);
  });

  it('shows the config without building', async () => {
    const { base } = ownFiles();
    expect(await runModelCommand(['build', '--base', base, '--window', '128', '--print-config'])).toBe(0);
    expect(JSON.parse(printed.join('\n'))).toMatchObject({ id: 'tiny', context: { window: 128 } });
    expect(readdirSync(folder).sort()).toEqual(['adapter', 'own base.gguf']);
  });

  it.each([
    [['--template', 'zephyr'], 'pipeline/usage', 'one of llama-2'],
    [['--template', 'llama-3'], 'pipeline/usage', 'special tokens'],
    [['--template', '{"name":1}'], 'pipeline/usage', 'as JSON'],
    [['--window', '4096'], 'pipeline/usage', 'at most 128'],
    [['--window', 'wide'], 'pipeline/usage', 'whole number'],
    [['--id', 'Not An Id'], 'pipeline/usage', 'id: '],
    [['--quant', 'q3'], 'pipeline/usage', 'q3'],
  ])('refuses %j with a word on it', async (options, code, part) => {
    const { base } = ownFiles();
    expect(await runModelCommand(['build', '--base', base, ...options])).toBe(1);
    expect(printed.at(-1)).toContain(`${code}: `);
    expect(printed.at(-1)).toContain(part);
  });

  it('names every problem of the files, and refuses options that a config already answers', async () => {
    const { base, adapter } = ownFiles();
    expect(await runModelCommand(['build', '--base', adapter, '--adapter', base])).toBe(1);
    expect(printed.join('\n')).toContain('library/adapter-as-base');
    expect(printed.join('\n')).toContain('library/base-as-adapter');
    expect(await runModelCommand(['build'])).toBe(1);
    expect(await runModelCommand(['build', 'llama-2-7b', '--base', base, '--name', 'x'])).toBe(1);
    expect(printed.at(-1)).toContain('--name goes with --base alone');
  });
});
