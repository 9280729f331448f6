import { chosen, createWorkstation, type Workstation } from '../../workers/test-workstation.ts';
import { testHashing } from '../generators/tiny-build.ts';
import { inFolder, tinyLibraryFiles, tinyModelFiles, type Files } from './tiny-model-files.ts';

export const TINY_ID = 'tiny-q8f16_1';

/** The tiny model with the library that runs it beside it, as an export lays them out. */
export async function modelWithLibrary(): Promise<Files> {
  const { files } = await tinyLibraryFiles();
  return { ...(await tinyModelFiles()), ...inFolder('model-libs', files) };
}

export async function stationWithModel(): Promise<Workstation> {
  const station = createWorkstation();
  await station.bring(chosen(await modelWithLibrary()));
  return station;
}

export async function hashesOf(files: Files): Promise<Record<string, string>> {
  const hashed = Object.entries(files).map(
    async ([path, bytes]) => [path, await testHashing.sha256(bytes)] as const,
  );
  return Object.fromEntries(await Promise.all(hashed));
}
