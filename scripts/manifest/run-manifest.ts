import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ASSET_LIST_PATH,
  canonicalText,
  type AssetList,
  type BuildFile,
} from '../../src/domain/build/asset-list.ts';
import { REPOSITORY } from '../serve/folders.ts';
import { listServedFiles } from '../serve/served-files.ts';
import { compareBuild } from './compare-build.ts';
import { parseAssetList, readSite } from './read-site.ts';

export const USAGE = `npm run manifest [-- FOLDER]               lists a build: SHA-256, bytes and path of every file, and its id
npm run manifest -- --check [FOLDER|URL]   compares what lies or is served there with its list (dist/ when left out)

With the URL of a site, its list is also compared with the one of dist/ here: build the same version yourself, and the
ids are equal. Ends with 1 when anything differs.`;

interface Output {
  readonly log: (line: string) => void;
  readonly error: (line: string) => void;
}

/** @returns the exit code: 0 for equal, 1 for different, 2 for what cannot be compared */
export async function runManifest(args: readonly string[], out: Output): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { check: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const place = positionals[0] ?? REPOSITORY.dist;
    return values.check ? await check(place, out) : await show(place, out);
  } catch (error) {
    out.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

async function show(folder: string, out: Output): Promise<number> {
  const { build, files } = await listServedFiles(folder);
  out.log(`${canonicalText(files)}${build} is the id: the SHA-256 of the lines above`);
  return 0;
}

async function check(place: string, out: Output): Promise<number> {
  const { list, files } = /^https?:\/\//.test(place) ? await readSite(place) : await readFolder(place);
  const { problems, remarks } = compareBuild(list, files);
  for (const line of problems) out.error(line);
  for (const line of remarks) out.log(line);
  const here = place === REPOSITORY.dist ? null : await readFolder(REPOSITORY.dist).catch(() => null);
  if (here !== null) {
    const same = here.list.build === list.build;
    out.log(
      same
        ? 'It is the build that lies here in dist/.'
        : `It is another build than the one in dist/ (${here.list.build}).`,
    );
  }
  const summary = `${list.files.length} files, build ${list.build}`;
  out.log(
    problems.length === 0
      ? `${place}: as listed; ${summary}`
      : `${place}: ${problems.length} differ; ${summary}`,
  );
  return problems.length === 0 ? 0 : 1;
}

async function readFolder(folder: string): Promise<{ list: AssetList; files: readonly BuildFile[] }> {
  const text = await readFile(join(folder, ASSET_LIST_PATH), 'utf8').catch(() => {
    throw new Error(`${folder} has no assets.json: it is no build. \`npm run build\` makes one.`);
  });
  const { list, head } = parseAssetList(text, folder);
  return { list, files: (await listServedFiles(folder, head)).files };
}
