/** The last part of a name with folders before it, `/` between them. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
