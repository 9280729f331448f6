import type { ErrorCode } from '../../../domain/errors/catalog.ts';
import { needsInstall } from '../../../domain/errors/needs-install.ts';
import type { EngineChoice } from '../../../domain/settings/settings.ts';

/** What makes a graphics card unusable rather than busy: even a person who insists on it gets the processor. */
const UNUSABLE: readonly ErrorCode[] = ['engine/wrong-numbers', 'engine/gpu-given-up'];

/**
 * May the processor take over after the graphics card failed to load with this code? Damaged files are no reason: the
 * processor would refuse them too, and a person can install them again.
 */
export function mayFallBack(choice: EngineChoice, code: ErrorCode): boolean {
  if (choice === 'auto') return !needsInstall(code);
  return choice === 'webgpu' && UNUSABLE.includes(code);
}

/** Is there no point in asking the graphics card for the next draft? */
export function isGivenUp(code: ErrorCode): boolean {
  return UNUSABLE.includes(code);
}
