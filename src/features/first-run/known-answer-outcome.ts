import type { ErrorCode } from '../../domain/errors/catalog.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { MAX_NAME_LENGTH, type KnownAnswerResult } from '../../domain/model/model-details.ts';
import type { EngineProbe } from '../../platform/engine/engine-port.ts';

/**
 * How the known-answer test of a load came out, to be kept beside the model; null when there was none.
 * @param moved why drafting left the graphics card during that load, if it did
 */
export function outcomeOf(
  loaded: EngineProbe | ReadroomError,
  at: number,
  moved: ErrorCode | null,
): KnownAnswerResult | null {
  const cardFailed = moved === 'engine/wrong-numbers';
  if (loaded instanceof ReadroomError) {
    // Wrong numbers of the card move drafting to the processor; only its own end a load.
    const engine = loaded.code === 'engine/wrong-numbers' ? 'cpu' : cardFailed ? 'webgpu' : null;
    if (engine === null) return null;
    const detail = (loaded.detail || loaded.code).slice(0, MAX_NAME_LENGTH);
    return { at, engine, outcome: 'failed', compared: 1, agreed: 0, detail };
  }
  const { check, kind } = loaded;
  if (check === undefined) return null;
  const { compared, agreed } = check;
  const detail = cardFailed ? `${check.detail}; the graphics card computed it wrongly` : check.detail;
  return {
    at,
    engine: kind,
    outcome: 'passed',
    compared,
    agreed,
    detail: detail.slice(0, MAX_NAME_LENGTH),
  };
}
