import { MANIFEST } from '../../domain/model/manifest.ts';
import type { Clock } from '../clock/clock.ts';
import type { ModelManifest } from '../../domain/model/manifest.ts';
import type { Arrival } from './arrival.ts';
import { arrivedDetails } from './arrived-details.ts';
import type { ModelDatabases, ModelRecord, Predecessor } from './databases.ts';
import { detailsOf } from './record-details.ts';
import { transact } from './transact.ts';

export interface WrittenManifest {
  readonly manifest: ModelManifest;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** The first and the last step of every way into the store; files are written between them. */
export interface Arrivals {
  /** Notes what is coming. A listed model of that id is listed no more; what it was called and noted is carried on. */
  begin(modelId: string, arrival: Arrival): Promise<void>;
  /** Lists the model and forgets the note, in one transaction. IMPORTANT: only when all its files are there. */
  finish(written: WrittenManifest, arrival: Arrival): Promise<ModelRecord>;
}

export function createArrivals({ own }: ModelDatabases, clock: Pick<Clock, 'now'>): Arrivals {
  return {
    begin: (modelId, arrival) =>
      transact(own, [own.models, own.jobs], modelId, async (write) => {
        const listed = await own.models.get(modelId);
        const job = await own.jobs.get(modelId);
        const predecessor = listed ? remembered(listed) : (job?.predecessor ?? null);
        const startedAt = job?.startedAt ?? clock.now();
        if (listed) write(own.models.delete(modelId));
        write(own.jobs.put({ modelId, startedAt, arrival, predecessor }));
      }),
    finish: ({ manifest, sha256, bytes }, arrival) =>
      transact(own, [own.models, own.jobs, own.files], MANIFEST, async (write) => {
        const { id } = manifest;
        const predecessor = (await own.jobs.get(id))?.predecessor ?? null;
        const again = predecessor?.manifestSha256 === sha256 ? predecessor.knownAnswer : undefined;
        const now = clock.now();
        const record: ModelRecord = {
          id,
          manifest,
          manifestSha256: sha256,
          installedAt: now,
          details: arrivedDetails(arrival, predecessor, sha256),
          ...(arrival.merge && { merge: arrival.merge }),
          ...(again && { knownAnswer: again }),
        };
        const length = bytes.length;
        write(
          own.files.put({ modelId: id, path: MANIFEST, bytes: length, sha256, verifiedAt: now, raw: bytes }),
        );
        write(own.models.put(record));
        write(own.jobs.delete(id));
        return record;
      }),
  };
}

function remembered(record: ModelRecord): Predecessor {
  const { manifestSha256, knownAnswer } = record;
  return { manifestSha256, details: detailsOf(record), ...(knownAnswer && { knownAnswer }) };
}
