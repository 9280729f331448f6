/** What a WebGPU adapter tells about itself. */
export interface GpuFacts {
  /** WebGPU feature names that it offers. */
  readonly features: readonly string[];
  /** WebGPU limits by their WebGPU names. */
  readonly limits: Readonly<Record<string, number>>;
  /** True for an adapter that runs on the processor. */
  readonly software: boolean;
  /** Maker and model as far as the browser tells. */
  readonly description: string;
}
