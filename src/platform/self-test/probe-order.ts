import { CHANNELS } from '../../domain/privacy/channels.ts';
import type { Probe, Target } from './probe.ts';

/** The scheme to try: the page's own. */
export function schemeOf({ protocol }: { readonly protocol: string }): string {
  return protocol === 'https:' ? 'https' : 'http';
}

/** So that the table fills from the top. */
export function tableOrder<T extends Target>(probes: readonly Probe<T>[]): readonly Probe<T>[] {
  const rank = new Map(CHANNELS.map(({ id }, index) => [id, index]));
  return probes.toSorted((a, b) => (rank.get(a.channel) ?? 0) - (rank.get(b.channel) ?? 0));
}
