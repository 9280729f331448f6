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
  return libraries.ensure(choice.library, { ...(signal && { signal }) });
}
