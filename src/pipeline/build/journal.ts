import * as v from 'valibot';
import { giveBack } from '../../domain/io/give-back.ts';
import type { Hashing } from '../../domain/io/hashing.ts';
import type { ModelSink } from '../../domain/io/model-sink.ts';
import type { PauseGate } from '../../domain/io/pause-gate.ts';
import { Sha256Schema } from '../../domain/model/model-config.ts';
import { jsonBytes } from '../shards/json-bytes.ts';
import type { ShardPlan } from '../shards/shard-plan.ts';
import type { BuildPrints } from './fingerprint.ts';
import type { FinishedShard } from './shard-writer.ts';

/** Lies beside the shards while a build runs; a folder that holds it is not a model. */
export const JOURNAL = 'build-journal.json';

const JournalSchema = v.strictObject({
  /** Of everything that decides the output; a journal of other inputs is worthless. */
  fingerprint: Sha256Schema,
  /** Of the input files alone; journals of older versions lack it. */
  inputs: v.optional(Sha256Schema),
  shards: v.array(
    v.strictObject({ sha256: Sha256Schema, md5: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)) }),
  ),
});

export type Journal = v.InferOutput<typeof JournalSchema>;

export async function writeJournal(
  sink: ModelSink,
  { fingerprint, inputs }: BuildPrints,
  shards: readonly FinishedShard[],
): Promise<void> {
  await sink.write(JOURNAL, jsonBytes({ fingerprint, inputs, shards }));
}

/** Null for a damaged journal too: then the build begins anew, which is always right. */
export async function readJournal(sink: ModelSink): Promise<Journal | null> {
  return parseJournal(await sink.read(JOURNAL));
}

/**
 * The shards that an earlier run of the same build finished. Each is hashed again: a journal proves what was
 * written, not what the disk still holds. The first that differs ends the list.
 */
export async function finishedShards(
  sink: ModelSink,
  recorded: Journal | null,
  fingerprint: string,
  plan: ShardPlan,
  hashing: Hashing,
  onBytes: (path: string, bytes: number) => void,
  signal?: AbortSignal,
  gate?: PauseGate,
): Promise<FinishedShard[]> {
  if (recorded?.fingerprint !== fingerprint) return [];
  const trusted: FinishedShard[] = [];
  for (const [index, shard] of recorded.shards.entries()) {
    await gate?.pass(signal);
    signal?.throwIfAborted();
    const planned = plan.shards[index];
    if (planned === undefined) break;
    const bytes = await sink.read(planned.path);
    if (bytes?.length !== planned.nbytes || (await hashing.sha256(bytes)) !== shard.sha256) break;
    // The MD5 goes into tensor-cache.json: a journal that is wrong about it would spoil the model.
    if ((await hashing.md5(bytes)) !== shard.md5) break;
    giveBack(bytes);
    trusted.push(shard);
    onBytes(planned.path, planned.nbytes);
  }
  return trusted;
}

function parseJournal(bytes: Uint8Array | null): Journal | null {
  if (bytes === null) return null;
  try {
    const result = v.safeParse(JournalSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
