import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { packagesOf, type BundledPackage } from './bundled-packages.ts';
import { billOfMaterials, type Lockfile, type OwnPackage } from './sbom.ts';

/** What a build hands on about the packages in it. */
export interface HandOn {
  /** For the page's build: writes the files. */
  readonly page: () => Plugin;
  /** For the workers' builds, which come first: takes note of what is in them. */
  readonly worker: () => Plugin;
}

/**
 * Writes `third-party-licences.txt` and `sbom.cdx.json`. Vite's own list of licences knows the page's packages only; half
 * of what is bundled here runs in workers.
 * @param root of the checkout
 */
export function handOn(root: string): HandOn {
  const moduleIds = new Set<string>();
  const takeNote = (bundle: Readonly<Record<string, { type: string; moduleIds?: string[] }>>): void => {
    for (const chunk of Object.values(bundle)) for (const id of chunk.moduleIds ?? []) moduleIds.add(id);
  };
  const readJson = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
  return {
    worker: () => ({
      name: 'readroom-hand-on-worker',
      apply: 'build',
      generateBundle: (_, bundle) => takeNote(bundle),
    }),
    page: () => ({
      name: 'readroom-hand-on',
      apply: 'build',
      generateBundle(_, bundle) {
        takeNote(bundle);
        const packages = packagesOf(moduleIds);
        const bom = billOfMaterials(
          readJson('package.json') as OwnPackage,
          packages,
          readJson('package-lock.json') as Lockfile,
        );
        this.emitFile({ type: 'asset', fileName: 'third-party-licences.txt', source: licenceText(packages) });
        this.emitFile({
          type: 'asset',
          fileName: 'sbom.cdx.json',
          source: `${JSON.stringify(bom, null, 2)}\n`,
        });
      },
    }),
  };
}

/** The licences of what is bundled ask to be handed on with it. */
function licenceText(packages: readonly BundledPackage[]): string {
  const parts = packages.map(({ name, version, licence, texts }) =>
    [`## ${name} ${version} (${licence})`, ...texts].join('\n\n'),
  );
  return `${['# Packages in this build and their licences', ...parts].join('\n\n')}\n`;
}
