import { plural } from './format.ts';

/** What is told of an engine in a line: the engine port's probe, as far as the screen shows it. */
export interface EngineFacts {
  readonly kind: 'cpu' | 'webgpu';
  readonly threads: number | null;
  readonly compute: 'float16' | 'float32' | null;
}

/** `Graphics card, float16` or `CPU, 2 threads`. */
export function describeEngine({ kind, threads, compute }: EngineFacts): string {
  if (kind === 'webgpu') return compute === null ? 'Graphics card' : `Graphics card, ${compute}`;
  return threads === null ? 'CPU' : `CPU, ${plural(threads, 'thread')}`;
}
