/** `hash`: reading the inputs once; `resume`: checking finished shards; `convert`: merge and quantize; `finish`: the small files. */
export type BuildPhase = 'hash' | 'resume' | 'convert' | 'finish';

export interface BuildProgress {
  readonly phase: BuildPhase;
  /** Bytes of this phase: input bytes for `hash` and `convert`, shard bytes for `resume`. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** The tensor or file being worked on. */
  readonly item: string;
}
