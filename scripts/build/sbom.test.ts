import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../serve/folders.ts';
import { packagesOf } from './bundled-packages.ts';
import { billOfMaterials, type Lockfile, type OwnPackage } from './sbom.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
const own = read('package.json') as OwnPackage;
const lock = read('package-lock.json') as Lockfile;
const modules = [
  join(ROOT, 'node_modules/zustand/esm/vanilla.mjs'),
  join(ROOT, 'node_modules/react/index.js?commonjs'),
  join(ROOT, 'node_modules/@wllama/wllama/esm/index.js'),
  join(ROOT, 'node_modules/react/jsx-runtime.js'),
  join(ROOT, 'src/main.tsx'),
  '\0rolldown/runtime.js',
];

interface Bom {
  readonly components: readonly { readonly purl: string; readonly hashes: readonly { content: string }[] }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

describe('the bill of materials', () => {
  const packages = packagesOf(modules);
  const bom = billOfMaterials(own, packages, lock) as Bom;

  it('names each package that has a module in the build, once, with the licence texts that go with it', () => {
    expect(packages.map(({ name }) => name)).toEqual(['@wllama/wllama', 'react', 'zustand']);
    for (const { texts } of packages) expect(texts.join()).toContain('MIT');
    expect(bom.components.map(({ purl }) => purl.replace(/@[^@]*$/, ''))).toEqual([
      'pkg:npm/%40wllama/wllama',
      'pkg:npm/react',
      'pkg:npm/zustand',
    ]);
  });

  it('carries the hashes that package-lock.json pins', () => {
    const pinned = lock.packages['node_modules/react']?.integrity?.replace('sha512-', '') ?? '';
    expect(bom.components[1]?.hashes[0]?.content).toBe(Buffer.from(pinned, 'base64').toString('hex'));
    const unpinned = { packages: {} };
    expect(() => billOfMaterials(own, packages, unpinned)).toThrow('package-lock.json has no SHA-512');
  });

  it('says which of them asks for which, ourselves first', () => {
    const [self, ...others] = bom.dependencies;
    expect(self?.ref).toBe(`pkg:npm/readroom@${own.version}`);
    expect(self?.dependsOn).toHaveLength(3);
    const ofZustand = others.find(({ ref }) => ref.startsWith('pkg:npm/zustand'))?.dependsOn ?? [];
    expect(ofZustand.some((ref) => ref.startsWith('pkg:npm/react@'))).toBe(true);
  });

  it('is the same whatever order the modules come in', () => {
    const again = billOfMaterials(own, packagesOf([...modules].reverse()), lock);
    expect(JSON.stringify(again)).toBe(JSON.stringify(bom));
  });
});
