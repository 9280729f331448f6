import { describe, expect, it } from 'vitest';
import { memoryFiles, memorySource } from '../../testing/generators/memory-files.ts';
import { memorySink, TINY_BUILD, tinyBuildRequest } from '../../testing/generators/tiny-build.ts';
import { buildModel, type BuildRequest } from './build-model.ts';

type Change = (request: BuildRequest) => Partial<BuildRequest>;

const CASES: readonly (readonly [promise: string, change: Change, error: string])[] = [
  [
    'a base of another shape',
    ({ config }) => ({ config: { ...config, architecture: { ...TINY_BUILD, ropeTheta: 500_000 } } }),
    'pipeline/config-mismatch: ropeTheta',
  ],
  [
    'a base of another hash',
    ({ config }) => ({ config: { ...config, base: { ...config.base, sha256: 'b'.repeat(64) } } }),
    'pipeline/config-mismatch: SHA-256',
  ],
  [
    'a base of another size',
    ({ config }) => ({ config: { ...config, base: { ...config.base, bytes: 5 } } }),
    'pipeline/config-mismatch: base of',
  ],
  [
    'an adapter of another hash',
    ({ config }) => ({
      config: { ...config, adapter: { path: 'adapter', sha256: 'b'.repeat(64), licence: 'Apache-2.0' } },
    }),
    'pipeline/adapter-mismatch',
  ],
  ['a missing adapter', () => ({ adapter: null }), 'pipeline/missing-adapter'],
  [
    'an adapter that the config does not name',
    ({ config }) => ({ config: { ...config, adapter: null } }),
    'pipeline/adapter-mismatch',
  ],
  [
    'a base without its tokenizer.json',
    ({ base }) => ({
      base: { ...base, open: (name) => (name === 'tokenizer.json' ? null : base.open(name)) },
    }),
    'pipeline/missing-tokenizer',
  ],
  [
    'a tokenizer.json that is not UTF-8',
    ({ base }) => ({
      base: {
        ...base,
        open: (name) =>
          name === 'tokenizer.json'
            ? memorySource(name, Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d))
            : base.open(name),
      },
    }),
    'format/bad-tokenizer: tokenizer.json: not UTF-8',
  ],
  ['a base that is none', () => ({ base: memoryFiles({ 'notes.txt': 'x' }) }), 'format/unrecognised'],
  [
    'a config that breaks its schema',
    ({ config }) => ({ config: { ...config, id: '../evil' } }),
    'pipeline/config-invalid: id',
  ],
];

describe('a build', () => {
  it.each(CASES)('refuses %s before it writes anything', async (_promise, change, error) => {
    const sink = memorySink();
    const request = await tinyBuildRequest('q4f16_1', sink);
    await expect(buildModel({ ...request, ...change(request) })).rejects.toThrow(error);
    expect(sink.writes).toEqual([]);
  });

  it('takes rms eps and theta as equal when only float32 tells them apart, as a GGUF does', async () => {
    const request = await tinyBuildRequest('q4f16_1', memorySink());
    const architecture = { ...TINY_BUILD, rmsNormEps: Math.fround(1e-5) };
    await expect(
      buildModel({ ...request, config: { ...request.config, architecture } }),
    ).resolves.toBeDefined();
  });
});
