/** Bytes as people read them on a disk: decimal units, three figures; few enough are counted. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(bytes >= 1e10 ? 1 : 2)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(bytes >= 1e8 ? 0 : 1)} MB`;
  if (bytes >= 1e3) return `${Math.round(bytes / 1e3)} kB`;
  return plural(Math.max(0, Math.round(bytes)), 'byte');
}

/** Whole numbers with their thousands apart, the same wherever they stand. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Day and time of day, by the workstation's clock. */
export function formatMoment(ms: number): string {
  return MOMENT.format(ms);
}

/** Seconds left, coarser the more there are, so that the figure does not flicker. */
export function formatTimeLeft(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'estimating time left';
  if (seconds < 10) return `${Math.max(1, Math.ceil(seconds))} s left`;
  if (seconds < 90) return `${Math.ceil(seconds / 5) * 5} s left`;
  return `${Math.ceil(seconds / 60)} min left`;
}

export function formatSeconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
