import * as v from 'valibot';
import { KnownAnswerSchema, knownAnswerProblem, type KnownAnswer } from '../../domain/model/known-answer.ts';
import { createModelDatabases, type ModelDatabases } from './databases.ts';
import type { InstalledModel } from './model-store-port.ts';
import { named } from './store-error.ts';
import { durably } from './transact.ts';

/** Known answers that were computed here for models whose manifests have none; each goes with its model's record. */
export interface KnownAnswerCache {
  get(model: InstalledModel): Promise<KnownAnswer | null>;
  /** Does nothing when the model has been removed or replaced meanwhile. */
  put(model: InstalledModel, answer: KnownAnswer): Promise<void>;
}

export function createKnownAnswerCache(databases: ModelDatabases = createModelDatabases()): KnownAnswerCache {
  const { own } = databases;
  return {
    async get({ manifest, manifestSha256 }) {
      const record = await named(() => own.models.get(manifest.id), 'store/read-failed');
      if (record?.manifestSha256 !== manifestSha256) return null;
      const parsed = v.safeParse(KnownAnswerSchema, record.knownAnswer);
      if (!parsed.success) return null;
      // A damaged answer would forbid a GPU that is right: rather compute it again.
      const problem = knownAnswerProblem(parsed.output, manifest.architecture.vocabSize);
      return problem === null ? parsed.output : null;
    },
    put: ({ manifest, manifestSha256 }, knownAnswer) =>
      durably(
        own,
        () =>
          own.models
            .where('id')
            .equals(manifest.id)
            .and((record) => record.manifestSha256 === manifestSha256)
            .modify({ knownAnswer }),
        manifest.id,
      ),
  };
}
