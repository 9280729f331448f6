import { MAX_EVALUATIONS, newDetails, type ModelDetails } from '../../domain/model/model-details.ts';
import type { Arrival } from './arrival.ts';
import type { Predecessor } from './databases.ts';

/**
 * Details of a model that has just come whole into the store. Words of a person (name, notes, prompt) are carried over
 * from the model it replaces or from an export; results only when they were got with these very bytes, and what was
 * tested on another workstation is tested here anew.
 */
export function arrivedDetails(
  arrival: Arrival,
  predecessor: Predecessor | null,
  manifestSha256: string,
): ModelDetails {
  const { kind, name, files, verified, installedBy, details: brought } = arrival;
  const before = predecessor?.details ?? null;
  const same = predecessor?.manifestSha256 === manifestSha256;
  const evaluations = [...(brought?.evaluations ?? []), ...(before?.evaluations ?? [])].filter(
    (evaluation) => evaluation.manifestSha256 === manifestSha256,
  );
  return {
    // A merge was just given its name by a person; our own server's name yields to the one given here.
    ...newDetails((kind === 'origin' ? before?.name : brought?.name) ?? name, {
      kind,
      files: [...files],
      verified,
    }),
    installedBy: installedBy === '' && same ? (before?.installedBy ?? '') : installedBy,
    notes: (brought?.notes ?? '') === '' ? (before?.notes ?? '') : (brought?.notes ?? ''),
    prompt: brought?.prompt ?? before?.prompt ?? null,
    lastUsedAt: before?.lastUsedAt ?? null,
    evaluations: withoutRepeats(evaluations),
    knownAnswer: same ? (before?.knownAnswer ?? null) : null,
  };
}

type Evaluations = ModelDetails['evaluations'];

function withoutRepeats(evaluations: Evaluations): Evaluations {
  const byContent = new Map(evaluations.map((evaluation) => [JSON.stringify(evaluation), evaluation]));
  return [...byContent.values()].slice(0, MAX_EVALUATIONS);
}
