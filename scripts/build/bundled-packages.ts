import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';

const PackageSchema = v.object({
  name: v.string(),
  version: v.string(),
  license: v.string(),
  dependencies: v.optional(v.record(v.string(), v.string()), {}),
  peerDependencies: v.optional(v.record(v.string(), v.string()), {}),
});

/** A package of which something is in the build. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier or expression, as the package gives it. */
  readonly licence: string;
  /** Names of the packages that it asks for. */
  readonly uses: readonly string[];
  /** Its licence and notice files, in the order of their names. */
  readonly texts: readonly string[];
}

const LEGAL_FILE = /^(?:licen[cs]e|copying|notice)/i;
const FOLDER = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * The packages that modules come from, each once, by name and version.
 * @param moduleIds as the bundler names them; own and virtual ones are left out
 */
export function packagesOf(moduleIds: Iterable<string>): BundledPackage[] {
  const found = new Map<string, BundledPackage>();
  const folders = new Set<string>();
  for (const id of moduleIds) {
    const path = id.replaceAll('\\', '/').replace(/^\0/, '').split('?', 1)[0] ?? '';
    const folder = FOLDER.exec(path)?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  for (const folder of folders) {
    const read = readPackage(folder);
    if (read !== null) found.set(`${read.name}@${read.version}`, read);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function readPackage(folder: string): BundledPackage | null {
  const file = join(folder, 'package.json');
  // A bundler's own helpers are named as if they lay in a package.
  if (!existsSync(file)) return null;
  const { name, version, license, dependencies, peerDependencies } = v.parse(
    PackageSchema,
    JSON.parse(readFileSync(file, 'utf8')),
  );
  const texts = readdirSync(dirname(file))
    .filter((entry) => LEGAL_FILE.test(entry))
    .sort()
    .map((entry) => readFileSync(join(folder, entry), 'utf8').trim());
  const uses = Object.keys({ ...dependencies, ...peerDependencies }).sort();
  return { name, version, licence: license, uses, texts };
}
