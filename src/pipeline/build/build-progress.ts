/**
 * `hash`: reading the inputs once; `resume`: checking finished shards; `convert`: merge and quantize; `answer`: the
 * reference forward over the finished shards; `finish`: the manifest.
 */
export type BuildPhase = 'hash' | 'resume' | 'convert' | 'answer' | 'finish';

export interface BuildProgress {
  readonly phase: BuildPhase;
  /** Bytes of this phase: input bytes for `hash` and `convert`, shard bytes for `resume` and `answer`. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** The tensor or file being worked on. */
  readonly item: string;
  /** Tensors of the base converted and in all. */
  readonly doneTensors: number;
  readonly totalTensors: number;
}
