/**
 * Files that whoever serves Readroom writes and may change without another build; in the build they are only an example.
 * A service worker asks for them anew, and no comparison calls a changed one damaged.
 */
const SITE_FILES: ReadonlySet<string> = new Set(['/policy.json']);

export function isSiteFile(path: string): boolean {
  return SITE_FILES.has(path);
}
