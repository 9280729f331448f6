import type { ModelSourceKind } from '../../domain/model/model-details.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';

/** For a line of the list: the pane has the year and the time. */
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

export function formatDay(ms: number): string {
  return DAY.format(ms);
}

/** How a model came into this browser, as a clause. */
export const SOURCE_WORDS: Readonly<Record<ModelSourceKind, string>> = {
  origin: 'from this server',
  merge: 'merged in this browser',
  folder: 'from a folder',
  archive: 'from an exported file',
};

export function isDamaged({ details }: InstalledModel): boolean {
  return (details.verification?.damaged.length ?? 0) > 0;
}

/** `adapter_model.safetensors` says nothing; how many files it has and which licence does. */
export function describeAdapter({ manifest }: InstalledModel): string {
  if (manifest.adapter === null) return 'none';
  const names = manifest.adapter.files
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.safetensors'));
  return names.length === 0 ? 'yes' : names.join(', ');
}
