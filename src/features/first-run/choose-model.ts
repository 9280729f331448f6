import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import type { CatalogModel } from './model-session.ts';

/** The model that drafts: the one a person chose, else the one the server offers first, else any. */
export function chooseModel(
  installed: readonly InstalledModel[],
  chosen: string | null,
  offered: string | null,
): InstalledModel | null {
  const byId = (id: string | null): InstalledModel | undefined =>
    id === null ? undefined : installed.find(({ manifest }) => manifest.id === id);
  return byId(chosen) ?? byId(offered) ?? installed[0] ?? null;
}

/** Installed models that the server has in another build. A model that was merged here is not the server's to replace. */
export function newerBuilds(
  installed: readonly InstalledModel[],
  served: readonly CatalogModel[],
): readonly string[] {
  return installed
    .filter(({ manifest, manifestSha256, details }) => {
      const same = served.find(({ id }) => id === manifest.id);
      return details.source.kind !== 'merge' && same !== undefined && same.manifestSha256 !== manifestSha256;
    })
    .map(({ manifest }) => manifest.id);
}
