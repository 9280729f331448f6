import { fitsModel } from '../../domain/model/choose-library.ts';
import type { TabLocks } from '../tabs/locks.ts';
import type { ModelDatabases } from './databases.ts';
import { forgetLibrary } from './library-rows.ts';
import { named } from './store-error.ts';

/**
 * Removes the kept libraries that no model here runs on any more: our origin gives them again. What a person brought
 * stays, since nothing else could bring it back.
 */
export async function dropUnneededLibraries(databases: ModelDatabases, locks: TabLocks): Promise<void> {
  const { own } = databases;
  const [kept, models, jobs] = await named(
    () => Promise.all([own.libraries.toArray(), own.models.toArray(), own.jobs.toArray()]),
    'store/read-failed',
  );
  // An install or import does not say its model's shape before it is listed, and may need any of them.
  if (jobs.some(({ arrival }) => arrival.merge === null)) return;
  const shapes = [
    ...models.map(({ manifest }) => manifest),
    ...jobs.flatMap(({ arrival: { merge } }) =>
      merge === null ? [] : [{ ...merge.config, quantization: merge.quantization }],
    ),
  ];
  for (const { name, library } of kept) {
    if (shapes.some((shape) => fitsModel(library, shape))) continue;
    await forgetLibrary(databases, locks, name, ({ brought = false }) => brought);
  }
}
