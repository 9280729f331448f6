import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAssetList } from '../../../scripts/serve/asset-list.ts';

/** The scripts that a newer version has under other names, as the bundler names what has changed. */
const RENAMED = [/^library-page-.*\.js$/, /^index-.*\.js$/];

/**
 * Makes a newer version of the app out of a build that is being served: scripts have other names and other bytes, those
 * of the older one are gone from the server, and the service worker is that of the new one.
 * @param damage changes files after their hashes were listed
 */
export async function publishNextBuild(
  dist: string,
  mark: string,
  damage: (assets: string) => void = () => undefined,
): Promise<void> {
  const assets = join(dist, 'assets');
  for (const pattern of RENAMED) {
    const name = readdirSync(assets).find((file) => pattern.test(file));
    if (name === undefined) throw new Error(`The build has no script that matches ${pattern.source}.`);
    const next = name.replace(/-[^-]*\.js$/, `-${mark}.js`);
    renameSync(join(assets, name), join(assets, next));
    writeFileSync(join(assets, next), `${readFileSync(join(assets, next), 'utf8')}\n// ${mark}\n`);
    replaceEverywhere(dist, name, next);
  }
  const page = join(dist, 'index.html');
  const title = /<title>.*<\/title>/;
  writeFileSync(page, readFileSync(page, 'utf8').replace(title, `<title>Readroom ${mark}</title>`));
  await writeAssetList(dist);
  damage(assets);
}

function replaceEverywhere(dist: string, name: string, next: string): void {
  const scripts = readdirSync(join(dist, 'assets')).map((file) => join(dist, 'assets', file));
  for (const file of [join(dist, 'index.html'), ...scripts.filter((path) => path.endsWith('.js'))]) {
    const text = readFileSync(file, 'utf8');
    if (text.includes(name)) writeFileSync(file, text.replaceAll(name, next));
  }
}
