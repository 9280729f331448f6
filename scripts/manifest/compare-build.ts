import type { AssetList, BuildFile } from '../../src/domain/build/asset-list.ts';
import { isSiteFile } from '../../src/domain/build/site-files.ts';

export interface BuildDifference {
  /** In sentences; a build is what its list says when there is none. */
  readonly problems: readonly string[];
  /** Worth knowing and no damage. */
  readonly remarks: readonly string[];
}

/** How the files that are there differ from the list of a build. */
export function compareBuild(list: AssetList, there: readonly BuildFile[]): BuildDifference {
  const problems: string[] = [];
  const remarks: string[] = [];
  const found = new Map(there.map((file) => [file.path, file]));
  for (const { path, bytes, sha256 } of list.files) {
    const file = found.get(path);
    found.delete(path);
    if (file?.sha256 === sha256 && file.bytes === bytes) continue;
    if (isSiteFile(path)) remarks.push(`${path} is set by the site`);
    else if (file === undefined) problems.push(`${path} is missing`);
    else if (file.bytes === bytes) problems.push(`${path} has other content`);
    else problems.push(`${path} has ${file.bytes} bytes instead of ${bytes}`);
  }
  for (const path of found.keys()) problems.push(`${path} is not in the list`);
  return { problems, remarks };
}
