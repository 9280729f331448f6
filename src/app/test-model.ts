import { asReadroomError } from '../domain/errors/as-readroom-error.ts';
import type { KnownAnswerResult } from '../domain/model/model-details.ts';
import type { EngineChoice } from '../domain/settings/settings.ts';
import { outcomeOf } from '../features/first-run/known-answer-outcome.ts';
import type { AdaptiveEngine } from '../platform/engine/adaptive/adaptive-engine-port.ts';
import type { InstalledModel } from '../platform/model-store/model-store-port.ts';

/** Two models in memory at once must leave room for the rest of the workstation's work. */
const MAX_BYTES_TOGETHER = 2_000_000_000;

export interface ModelTestOptions {
  /** A second engine, so that the model that drafts is not disturbed. */
  readonly engine: AdaptiveEngine;
  readonly choice: EngineChoice;
  readonly now: () => number;
  /** Of the model that drafts; 0 when none does. */
  readonly activeBytes: number;
}

/**
 * Asks a model that has just been installed its known answer, beside the one that drafts.
 * @returns null when it could not be asked now: too large beside the other one, or no engine would take it. It is asked
 *   at its first load in any case.
 */
export async function testModel(
  model: InstalledModel,
  options: ModelTestOptions,
): Promise<KnownAnswerResult | null> {
  const { engine, choice, now, activeBytes } = options;
  if (activeBytes + model.manifest.totalBytes > MAX_BYTES_TOGETHER) return null;
  let moved: Parameters<typeof outcomeOf>[2] = null;
  const unwatch = engine.watch(({ code }) => (moved = code));
  try {
    return outcomeOf(await engine.load(model, { engine: choice }), now(), moved);
  } catch (error) {
    return outcomeOf(asReadroomError(error), now(), moved);
  } finally {
    unwatch();
    await engine.unload();
  }
}
