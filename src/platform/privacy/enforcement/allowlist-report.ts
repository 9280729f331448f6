/**
 * What the Reporting API tells of the allowlist; TypeScript's types know no body of that kind yet.
 * https://wicg.github.io/connection-allowlist/
 */
export interface AllowlistReport {
  readonly type: string;
  readonly body: { readonly connection?: unknown; readonly disposition?: unknown } | null;
}

/** Whether a connection was refused; an allowlist that only reports refuses nothing. */
export function isRefusal({ type, body }: AllowlistReport): boolean {
  return type === 'connection-allowlist' && body?.disposition === 'enforce';
}
