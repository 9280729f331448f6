import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { chooseLibrary, type LibraryChoice } from '../../domain/model/choose-library.ts';
import type { GpuFacts } from '../../domain/model/gpu-facts.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { KeptLibrary, LibraryStore } from './library-store-port.ts';

/** The library that is kept now, or why there is none. */
export type KeptChoice = KeptLibrary | Exclude<LibraryChoice, { readonly library: unknown }>;

/**
 * Chooses the library that runs a model best on a GPU and keeps it here: at a model's installation, so that it later
 * loads with no network, and before each load, so that its bytes are known to be right.
 * @throws ReadroomError `net/…`, `store/…`; AbortError
 */
export async function keepBestLibrary(
  libraries: LibraryStore,
  manifest: ModelManifest,
  gpu: GpuFacts,
  signal?: AbortSignal,
): Promise<KeptChoice> {
  const choice = chooseLibrary(await libraries.list(signal), manifest, gpu);
  if (!('library' in choice)) return choice;
  const options = { ...(signal && { signal }) };
  try {
    return await libraries.ensure(choice.library, options);
  } catch (error) {
    if (!(error instanceof ReadroomError) || !error.code.startsWith('net/')) throw error;
    // A list that is newer than the files beside it, as in the middle of a deployment: an older version may be here.
    const older = chooseLibrary(await libraries.kept(), manifest, gpu);
    if (!('library' in older) || older.library.sha256 === choice.library.sha256) throw error;
    return libraries.ensure(older.library, options);
  }
}
