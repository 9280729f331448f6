import { ReadroomError } from '../domain/errors/readroom-error.ts';
import { giveBack } from '../domain/io/give-back.ts';
import type { PauseGate } from '../domain/io/pause-gate.ts';
import type { Verification } from '../domain/model/model-details.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { JobProgress } from '../platform/model-jobs/model-jobs-port.ts';
import type { ModelStore } from '../platform/model-store/model-store-port.ts';
import type { RpcHandler } from './rpc-server.ts';

export interface VerifyParts {
  readonly store: Pick<ModelStore, 'get' | 'readFile' | 'describe'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly gate: PauseGate;
}

/** What the store says of a file whose bytes are not what was installed; any other failure tells nothing of the file. */
const DAMAGE: readonly string[] = ['model/shard-hash-mismatch', 'store/file-missing'];

/** The call `library/verify`. */
export function createVerifyHandler(parts: VerifyParts): RpcHandler<'library/verify'> {
  return ({ modelId }, { signal, progress }) => verifyInstalled(parts, modelId, progress, signal);
}

/**
 * Hashes every file of an installed model, one in memory at a time, and records the outcome with the model. Damage is a
 * result, not a failure; the damaged files are gone afterwards, so that a repair brings just these again.
 * @throws ReadroomError `store/not-installed`, `store/read-failed`, `library/busy`; AbortError, and then nothing is recorded
 */
export async function verifyInstalled(
  { store, clock, gate }: VerifyParts,
  modelId: string,
  progress: (progress: JobProgress) => void,
  signal: AbortSignal,
): Promise<Verification> {
  const installed = await store.get(modelId);
  if (!installed) throw new ReadroomError('store/not-installed', modelId);
  const { manifest, manifestSha256 } = installed;
  const { files, totalBytes } = manifest;
  const damaged: string[] = [];
  let doneBytes = 0;
  const tell = (item: string): void =>
    progress({ phase: 'verify', doneBytes, totalBytes, item, doneTensors: 0, totalTensors: 0 });
  for (const { path, bytes } of files) {
    await gate.pass(signal);
    tell(path);
    if (!(await isSound(store, modelId, path))) damaged.push(path);
    doneBytes += bytes;
  }
  signal.throwIfAborted();
  const verification = { at: clock.now(), files: files.length, bytes: totalBytes, damaged };
  const described = await store.describe(modelId, { verification }, { manifestSha256 });
  // Another tab has installed another build in the meantime: what was read was partly of that one.
  if (described.manifestSha256 !== manifestSha256) throw new ReadroomError('library/busy', modelId);
  tell('');
  return verification;
}

async function isSound(store: VerifyParts['store'], modelId: string, path: string): Promise<boolean> {
  try {
    giveBack(await store.readFile(modelId, path));
    return true;
  } catch (error) {
    if (!(error instanceof ReadroomError) || !DAMAGE.includes(error.code)) throw error;
    return false;
  }
}
