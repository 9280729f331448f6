import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compileCommand } from '../../src/domain/model/compile-command.ts';
import { savedConfigOf } from '../../src/domain/model/saved-config.ts';
import { tinyManifest } from '../../src/testing/generators/tiny-manifest.ts';
import { CONFIGS_FOLDER } from '../model/paths.ts';
import { chosenRequests } from './chosen-requests.ts';
import { COMMITTED_LIBRARIES } from './committed-libraries.ts';
import { destinationOf } from './destination.ts';
import { libraryName } from './library-request.ts';
import { parseOptions } from './options.ts';
import { LIBRARIES_FOLDER } from './paths.ts';

const names = async (...args: string[]): Promise<string[]> =>
  (await chosenRequests(parseOptions(args))).map(libraryName);

describe('the command line of compile-model', () => {
  it('makes the committed libraries of a configuration when no quantization is named', async () => {
    expect(await names('smollm2-135m-radiology')).toEqual([
      'smollm2-135m-q8f16_1',
      'smollm2-135m-q8f16_1-f32',
      'smollm2-135m-q4f16_1',
      'smollm2-135m-q4f16_1-f32',
    ]);
  });

  it('takes a path as well as a name, and never makes one library twice', async () => {
    const path = join(CONFIGS_FOLDER, 'llama-3-8b.json');
    expect(await names(path, 'llama-3-8b')).toEqual(['llama-3-8b-q4f16_1']);
  });

  it('makes a library that is not committed when quantization and compute type are named', async () => {
    expect(await names('llama-3-8b', '--quant', 'q8f16_1')).toEqual(['llama-3-8b-q8f16_1']);
    expect(await names('llama-3-8b', '--quant', 'q4f16_1', '--compute', 'float32')).toEqual([
      'llama-3-8b-q4f16_1-f32',
    ]);
  });

  it('means every committed library with --all, and with --check alone', async () => {
    const all = COMMITTED_LIBRARIES.map(libraryName);
    expect(await names('--all')).toEqual(all);
    expect(await names('--check')).toEqual(all);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    [[], 'Which configuration?'],
    [['no-such-model'], 'There is no configuration'],
    [['llama-3-8b', '--quant', 'q3f16_1'], '--quant q3f16_1: known are q4f16_1'],
    [['llama-3-8b', '--compute', 'float64'], '--compute float64: known are float16'],
    [['llama-3-8b', '--all'], '--all takes no configuration'],
    [['llama-3-8b', '--check', '--prove'], 'exclude each other'],
    [['--prove', '--all'], '--prove takes one configuration'],
    [['llama-3-8b', '--chekc'], 'chekc'],
  ])('refuses %j, saying why', (args, sentence) => {
    expect(() => parseOptions(args)).toThrow(sentence);
  });
});

describe('a model that was merged in a browser', () => {
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), 'readroom-test-'));
    onTestFinished(() => rmSync(path, { recursive: true }));
    return path;
  };
  const manifest = tinyManifest();

  it.each(['gguf', 'mlc'])(
    'is compiled by the very command that the screen shows, from a %s',
    async (format) => {
      const model = { ...manifest, base: { ...manifest.base, format } };
      const { fileName, text } = savedConfigOf(model);
      const here = folder();
      writeFileSync(join(here, fileName), text);
      const [npm, run, script, dashes, file = '', ...rest] = compileCommand(model, 'float32').split(' ');
      expect([npm, run, script, dashes, file]).toEqual(['npm', 'run', 'compile-model', '--', fileName]);
      const options = parseOptions([join(here, file), ...rest]);
      const requests = await chosenRequests(options);
      expect(requests).toMatchObject([{ quantization: model.quantization, compute: 'float32' }]);
      expect(requests.map(libraryName)[0]).toMatch(/^tiny-/);
      expect(destinationOf(requests, options.out)).toMatch(/model-libs$/);
    },
  );

  it('is compiled from the manifest.json in its folder, and the library has its name', async () => {
    const path = join(folder(), 'manifest.json');
    writeFileSync(path, JSON.stringify(manifest));
    expect(await names(path)).toEqual([manifest.id]);
    const requests = await chosenRequests(parseOptions([path]));
    expect(() => destinationOf(requests, null)).toThrow('--out');
    await expect(names(path, '--quant', 'q8f32_1')).rejects.toThrow('cannot run it');
    writeFileSync(path, JSON.stringify({ ...manifest, totalBytes: 1 }));
    await expect(names(path)).rejects.toThrow('this manifest is damaged');
  });
});

describe('where a library goes', () => {
  const request = (config: string) => ({ config, quantization: 'q4f16_1', compute: 'float16' }) as const;
  const committed = request(join(CONFIGS_FOLDER, 'llama-3-8b.json'));

  it('is the app’s folder for the configurations of model-configs/, and the folder named', () => {
    expect(destinationOf([committed], null)).toBe(LIBRARIES_FOLDER);
    expect(destinationOf([committed], '/elsewhere')).toBe('/elsewhere');
    expect(destinationOf([request('/mine/llama-3-8b.json')], '/elsewhere')).toBe('/elsewhere');
    expect(destinationOf([request('/mine/llama-x.json')], LIBRARIES_FOLDER)).toBe(LIBRARIES_FOLDER);
  });

  it('has to be said for a configuration of one’s own', () => {
    expect(() => destinationOf([committed, request('/mine/llama-x.json')], null)).toThrow('--out');
  });

  it.each(['/mine/llama-3-8b.json', join(CONFIGS_FOLDER, 'test/llama-3-8b.json')])(
    'is never the place of a committed library, for %s',
    (config) => {
      expect(() => destinationOf([request(config)], LIBRARIES_FOLDER)).toThrow('another file name');
    },
  );
});
