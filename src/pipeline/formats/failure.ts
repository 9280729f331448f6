/** Longest piece of a file's own text that an error repeats: names in a hostile file can be megabytes long. */
const MAX_SHOWN = 96;
/** Names listed before "and N more". */
const MAX_LISTED = 5;

/** A name from an untrusted file, quoted, cut and free of control characters. */
export function show(name: unknown): string {
  if (typeof name === 'number' || typeof name === 'boolean') return String(name);
  if (name === undefined || name === null) return 'missing';
  if (typeof name !== 'string') return 'not a plain value';
  return JSON.stringify(name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name);
}

/** The first few names of a list, and how many more there are. */
export function showAll(names: readonly string[]): string {
  const shown = names.slice(0, MAX_LISTED).map(show).join(', ');
  return names.length > MAX_LISTED ? `${shown} and ${names.length - MAX_LISTED} more` : shown;
}
