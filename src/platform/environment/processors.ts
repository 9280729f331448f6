/** More than four converters wait for the disk and for the one that hashes and stores what they make. */
const MOST_CONVERTERS = 4;

/** Workers that a conversion should use here. */
export function conversionWorkers(processors: number = navigator.hardwareConcurrency || 1): number {
  return Math.min(MOST_CONVERTERS, Math.max(1, processors));
}
