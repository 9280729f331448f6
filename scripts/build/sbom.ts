import type { BundledPackage } from './bundled-packages.ts';

/** What package-lock.json says of an installed package. */
export interface LockedPackage {
  readonly version?: string;
  /** Subresource integrity of the package as it was fetched, such as `sha512-…` in base64. */
  readonly integrity?: string;
}

export interface Lockfile {
  /** By folder, such as `node_modules/dexie`. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface OwnPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * The bill of materials of a build: the packages that are in it, and not what was only installed beside them.
 * CycloneDX 1.6, https://cyclonedx.org/docs/1.6/json/; without time or serial number, so that the same source gives the
 * same file.
 */
export function billOfMaterials(
  own: OwnPackage,
  packages: readonly BundledPackage[],
  lock: Lockfile,
): object {
  const refs = new Map(packages.map((entry) => [entry.name, purl(entry)]));
  const among = (names: readonly string[]): string[] => names.flatMap((name) => refs.get(name) ?? []).sort();
  const self = purl(own);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': self,
        name: own.name,
        version: own.version,
        licenses: licences(own.license),
        purl: self,
      },
    },
    components: packages.map((entry) => ({
      type: 'library',
      'bom-ref': purl(entry),
      ...splitName(entry.name),
      version: entry.version,
      scope: 'required',
      hashes: hashes(entry, lock),
      licenses: licences(entry.licence),
      purl: purl(entry),
    })),
    dependencies: [
      { ref: self, dependsOn: among(Object.keys(own.dependencies)) },
      ...packages.map((entry) => ({ ref: purl(entry), dependsOn: among(entry.uses) })),
    ],
  };
}

/** https://github.com/package-url/purl-spec: the scope of a name is its namespace, its @ written as %40. */
function purl({ name, version }: { readonly name: string; readonly version: string }): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function splitName(name: string): { readonly group?: string; readonly name: string } {
  const [group, rest] = name.split('/');
  return rest === undefined ? { name } : { group: group ?? '', name: rest };
}

function licences(identifier: string): object[] {
  return / /.test(identifier) ? [{ expression: identifier }] : [{ license: { id: identifier } }];
}

/** @throws Error when the lockfile does not know the very version: the build would not be what was locked */
function hashes({ name, version }: BundledPackage, lock: Lockfile): object[] {
  const locked = Object.entries(lock.packages).find(
    ([folder, entry]) => folder.endsWith(`node_modules/${name}`) && entry.version === version,
  )?.[1];
  const [algorithm, digest] = locked?.integrity?.split('-') ?? [];
  if (algorithm !== 'sha512' || digest === undefined) {
    throw new Error(`package-lock.json has no SHA-512 of ${name} ${version}, which is in the build.`);
  }
  return [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }];
}
