import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const LaunchSchema = v.strictObject({
  /** Entry point of the shader. */
  kernel: v.string(),
  wgsl: v.string(),
  /** Role of each storage buffer, by binding: one of `inputs`, or `result`. */
  bindings: v.array(v.string()),
  /** Run-time numbers in the uniform buffer, before the width of the grid. */
  scalars: v.array(count),
  /** Workgroups along x, y and z. */
  grid: v.tuple([count, count, count]),
});

export const KernelCaseSchema = v.strictObject({
  name: v.string(),
  schedule: v.picklist(['ours', 'dlight']),
  kind: v.string(),
  tokens: count,
  /** Bytes that have to be read and written at least once: packed weights, scales, activations, result. */
  movedBytes: count,
  /** Multiplications with addition; 0 where the kernel is none of a matrix. */
  multiplyAdds: count,
  /** File with the bytes of each input, by role. */
  inputs: v.record(v.string(), v.string()),
  resultBytes: count,
  /** File with the right answer, float32. */
  answer: v.string(),
  launches: v.array(LaunchSchema),
});

/** cases.json, as compiler/bench/emit.py writes it. */
export const KernelCasesSchema = v.strictObject({ cases: v.array(KernelCaseSchema) });

/** One kernel of one shape, ready to be dispatched. */
export type KernelCase = v.InferOutput<typeof KernelCaseSchema>;

/** What running it gave. */
export interface KernelRun {
  readonly medianMs: number;
  /** Largest difference from the right answer, over the largest number in it; Infinity where a result is no number. */
  readonly relativeError: number;
}
