import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileSet } from '../../src/domain/io/byte-source.ts';
import { memorySink, tinyBuildRequest } from '../../src/testing/generators/tiny-build.ts';
import { updateCatalog } from './catalog.ts';
import { runModelCommand } from './command.ts';
import { folderSink } from './folder-sink.ts';
import { openPath } from './node-file-set.ts';
import { progressLine } from './progress-bar.ts';

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

async function save(files: FileSet, name: string): Promise<string> {
  const path = join(folder, name);
  mkdirSync(path);
  for (const file of files.names) {
    const source = files.open(file)!;
    writeFileSync(join(path, file), await source.read(0, source.size));
  }
  return path;
}

/** Config, base and adapter of the tiny model on disk, and the arguments that build it. */
async function tinyOnDisk(): Promise<{ args: string[]; out: string; base: string; adapter: string }> {
  const { config, base, adapter } = await tinyBuildRequest('q8f16_1', memorySink());
  const configPath = join(folder, 'tiny.json');
  writeFileSync(configPath, JSON.stringify(config));
  const basePath = await save(base, 'base');
  const adapterPath = await save(adapter!, 'adapter');
  const out = join(folder, 'models', 'tiny-q8f16_1');
  return {
    args: ['build', configPath, '--base', basePath, '--out', out],
    out,
    base: basePath,
    adapter: adapterPath,
  };
}

describe('npm run model', () => {
  it('builds, then finds nothing to do, verifies and inspects', async () => {
    const { args, out } = await tinyOnDisk();
    expect(await runModelCommand(args)).toBe(0);
    const before = readdirSync(out).sort();
    printed = [];
    expect(await runModelCommand(args)).toBe(0);
    expect(printed).toEqual(['tiny-q8f16_1: already built and whole']);
    expect(await runModelCommand(['verify', out])).toBe(0);
    expect(await runModelCommand(['inspect', out])).toBe(0);
    expect(printed).toContain('built model');
    expect(readdirSync(out).sort()).toEqual(before);
  });

  it('builds anew what was damaged or made from another base', async () => {
    const { args, out, base } = await tinyOnDisk();
    await runModelCommand(args);
    const shard = join(out, 'params_shard_0.bin');
    const good = readFileSync(shard);
    writeFileSync(
      shard,
      good.map((byte, i) => (i === 7 ? byte ^ 1 : byte)),
    );
    expect(await runModelCommand(['verify', out])).toBe(1);
    expect(await runModelCommand(args)).toBe(0);
    expect(readFileSync(shard)).toEqual(good);

    const weights = join(base, 'model.safetensors');
    const bytes = readFileSync(weights);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(weights, bytes);
    await runModelCommand(args);
    expect(printed.at(-1)).not.toContain('already built');
  });

  it('says in one line with a code what is wrong, and shows no stack', async () => {
    const { args, adapter, base } = await tinyOnDisk();
    rmSync(join(base, 'tokenizer.json'));
    const cases: [string[], string][] = [
      [args, 'pipeline/missing-tokenizer: '],
      [['build', join(folder, 'none.json')], 'pipeline/input-missing: '],
      [['build', args[1]!, '--quant', 'q3'], 'pipeline/usage: '],
      [['build', args[1]!, '--wat'], 'pipeline/usage: '],
      [['build', args[1]!], 'pipeline/input-missing: '],
      [['verify', adapter], 'model/not-a-model: '],
      [['inspect', join(folder, 'nowhere')], 'pipeline/input-missing: '],
    ];
    for (const [command, start] of cases) {
      printed = [];
      expect(await runModelCommand(command)).toBe(1);
      expect(printed.at(-1)?.trimStart()).toMatch(new RegExp(`^${start}`));
      expect(printed.join('\n')).not.toContain('    at ');
    }
  });
});

describe('folderSink', () => {
  it('leaves no temporary file behind and reads back what it wrote', async () => {
    const sink = folderSink(join(folder, 'new', 'model'));
    expect(await sink.read('a.bin')).toBeNull();
    await sink.write('a.bin', Uint8Array.of(1, 2));
    await sink.write('a.bin', Uint8Array.of(3));
    expect(readdirSync(join(folder, 'new', 'model'))).toEqual(['a.bin']);
    expect([...((await sink.read('a.bin')) ?? [])]).toEqual([3]);
    await sink.remove('a.bin');
    await sink.remove('a.bin');
    expect(existsSync(join(folder, 'new', 'model', 'a.bin'))).toBe(false);
  });
});

describe('openPath', () => {
  it('refuses a range past the end with a typed error', async () => {
    writeFileSync(join(folder, 'five'), 'abcde');
    const files = openPath(join(folder, 'five'));
    await expect(files.open('five')!.read(3, 3)).rejects.toMatchObject({ code: 'format/truncated' });
    expect(files.open('../five')).toBeNull();
    files.close();
  });
});

describe('openPath with links', () => {
  it('passes over a link that leads nowhere, so that one beside a model hides nothing', async () => {
    const { args, out } = await tinyOnDisk();
    await runModelCommand(args);
    symlinkSync(join(folder, 'nowhere'), join(out, 'dangling'));
    symlinkSync(join(out, 'manifest.json'), join(out, 'copy.json'));
    const files = openPath(out);
    expect(files.names).toContain('copy.json');
    expect(files.names).not.toContain('dangling');
    files.close();
    expect(await runModelCommand(['verify', out])).toBe(0);
    expect(await updateCatalog(join(folder, 'models'))).not.toBeNull();
  });
});

describe('updateCatalog', () => {
  it('lists finished models only, by folders that bear their id, and keeps the default', async () => {
    const { args } = await tinyOnDisk();
    const models = join(folder, 'models');
    expect(await updateCatalog(models)).toBeNull();
    await runModelCommand(args);
    await runModelCommand([...args.slice(0, -1), join(models, 'misnamed')]);
    mkdirSync(join(models, 'unfinished'));
    const catalog = await updateCatalog(models);
    expect(catalog).toMatchObject({ defaultModel: 'tiny-q8f16_1', models: [{ id: 'tiny-q8f16_1' }] });
    const manifest = readFileSync(join(models, 'tiny-q8f16_1', 'manifest.json'));
    const { createHash } = await import('node:crypto');
    expect(catalog?.models[0]?.manifestSha256).toBe(createHash('sha256').update(manifest).digest('hex'));
    expect((await updateCatalog(models, () => 'gone'))?.defaultModel).toBe('tiny-q8f16_1');
  });
});

describe('progressLine', () => {
  it('says share, bytes, speed and time left, cut to the terminal', () => {
    const progress = {
      phase: 'convert',
      doneBytes: 50e6,
      totalBytes: 200e6,
      item: 'model.norm.weight',
    } as const;
    const line = progressLine(progress, 2000, 200);
    expect(line).toContain('25%  50.0 of 200.0 MB  25 MB/s  6 s left  model.norm.weight');
    expect(progressLine(progress, 2000, 60)).toHaveLength(59);
  });
});
