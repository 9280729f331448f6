import * as v from 'valibot';
import { AssetListSchema } from '../../domain/build/asset-list.ts';
import { isAbort } from '../../domain/errors/readroom-error.ts';
import type { OriginFetch } from '../net/origin-fetch.ts';
import { ASSET_LIST, buildFilePath, type OwnPath } from '../net/own-path.ts';
import type { AppAssets } from './app-assets-port.ts';

/** The page itself and the model libraries are kept elsewhere: they are asked for again each time. */
const HASHED_FOLDER = '/assets/';

/**
 * Every name under /assets holds a hash of its content and is served to be kept for ever: the HTTP cache is the place.
 * @param hold keeps a file that the browser does not; false where nobody could use it from there
 */
export function createAppAssets(
  net: Pick<OriginFetch, 'get'>,
  hold: (path: string, bytes: Blob) => boolean = () => false,
): AppAssets {
  /** Of this page's build: the server may have a newer one later. */
  let listed: readonly OwnPath[] | null = null;

  const readList = async (signal?: AbortSignal): Promise<readonly OwnPath[] | null> => {
    try {
      const json: unknown = await (await net.get(ASSET_LIST, { signal })).json();
      const parsed = v.safeParse(AssetListSchema, json);
      if (!parsed.success) return null;
      return parsed.output.files.map(buildFilePath).filter((path) => path.startsWith(HASHED_FOLDER));
    } catch (error) {
      if (isAbort(error)) throw error;
      return null;
    }
  };

  /** The whole file, wherever the browser takes it from; null when it did not come. */
  const read = async (path: OwnPath, cached: boolean, signal?: AbortSignal): Promise<Blob | null> => {
    try {
      return await (await net.get(path, { signal, cached })).blob();
    } catch (error) {
      if (isAbort(error)) throw error;
      return null;
    }
  };

  return {
    async keep(signal) {
      listed ??= await readList(signal);
      if (listed === null) return null;
      const missing: string[] = [];
      // One after the other: drafting and installing go first.
      for (const path of listed) {
        const bytes = await read(path, false, signal);
        // Asked twice, since a browser may take a file and not keep it.
        const kept = bytes !== null && (await read(path, true, signal)) !== null;
        if (!kept && (bytes === null || !hold(path, bytes))) missing.push(path);
      }
      return missing;
    },
  };
}
