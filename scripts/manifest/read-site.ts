import { createHash } from 'node:crypto';
import * as v from 'valibot';
import {
  ASSET_LIST_PATH,
  AssetListSchema,
  canonicalText,
  listedPart,
  type AssetList,
  type BuildFile,
} from '../../src/domain/build/asset-list.ts';
import { headOf } from '../serve/asset-list.ts';

/**
 * Reads assets.json and looks whether its id is that of its own files.
 * @returns the list, and the first line of the service worker that belongs to it
 * @throws Error in plain words
 */
export function parseAssetList(
  text: string,
  where: string,
): { readonly list: AssetList; readonly head: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${where} has no readable assets.json.`);
  }
  const parsed = v.safeParse(AssetListSchema, json);
  if (!parsed.success)
    throw new Error(`${where} has an assets.json of another form than this version reads.`);
  if (sha256(canonicalText(parsed.output.files)) !== parsed.output.build) {
    throw new Error(`${where} has an assets.json whose id is not that of its files.`);
  }
  return { list: parsed.output, head: headOf(parsed.output, text) };
}

/**
 * What a server sends for each file of the list, one after the other. What it does not send with 200 is left out; that
 * nothing else is served cannot be seen from outside.
 * @param origin such as https://ris.example
 * @throws Error in plain words when the server cannot be reached or has no list
 */
export async function readSite(
  origin: string,
): Promise<{ readonly list: AssetList; readonly files: readonly BuildFile[] }> {
  const get = async (path: string): Promise<Response> => {
    try {
      // As it lies on the server: a proxy that packs it must unpack to the same bytes.
      return await fetch(new URL(path, origin), { redirect: 'error', cache: 'no-store' });
    } catch (cause) {
      throw new Error(`${origin} does not answer for ${path}.`, { cause });
    }
  };
  const { list, head } = parseAssetList(await (await get(ASSET_LIST_PATH)).text(), origin);
  const files: BuildFile[] = [];
  for (const { path } of list.files) {
    const response = await get(path);
    const content = listedPart(path, new Uint8Array(await response.arrayBuffer()), head);
    if (response.status === 200) files.push({ path, bytes: content.length, sha256: sha256(content) });
  }
  return { list, files };
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
