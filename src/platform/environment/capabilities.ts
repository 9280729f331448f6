import type { ErrorCode } from '../../domain/errors/catalog.ts';

export interface Capabilities {
  /** Without these Readroom cannot run at all. */
  readonly missing: readonly ErrorCode[];
  /** Readroom runs, with less. */
  readonly limits: readonly ErrorCode[];
  /** Logical processors; the upper bound of useful threads. */
  readonly processors: number;
}

export function readCapabilities(): Capabilities {
  const missing: ErrorCode[] = [];
  const limits: ErrorCode[] = [];
  if (!window.isSecureContext) missing.push('app/insecure-context');
  if (typeof indexedDB === 'undefined') missing.push('app/no-storage');
  if (typeof WebAssembly === 'undefined') missing.push('app/no-webassembly');
  if (!window.crossOriginIsolated) limits.push('app/not-isolated');
  return { missing, limits, processors: navigator.hardwareConcurrency };
}
