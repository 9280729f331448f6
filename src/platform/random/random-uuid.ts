/** A random (version 4) UUID; says nothing about patient, time or workstation. */
export function randomUuid(): string {
  return crypto.randomUUID();
}
