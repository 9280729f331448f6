import type { ModelSourceKind } from '../../domain/model/model-details.ts';
import type { Quantization } from '../../domain/model/quantization.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** For a line of the list: the pane has the year and the time. */
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

export function formatDay(ms: number): string {
  return DAY.format(ms);
}

export function formatMoment(ms: number): string {
  return MOMENT.format(ms);
}

/** How a model came into this browser, as a clause. */
export const SOURCE_WORDS: Readonly<Record<ModelSourceKind, string>> = {
  origin: 'from this server',
  merge: 'merged in this browser',
  folder: 'from a folder',
  archive: 'from an exported file',
};

export const QUANTIZATION_WORDS: Readonly<Record<Quantization, string>> = {
  q4f16_1: '4-bit',
  q4f32_1: '4-bit, float32 scales',
  q8f16_1: '8-bit',
  q8f32_1: '8-bit, float32 scales',
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
