import { isAbort, ReadroomError } from '../../../domain/errors/readroom-error.ts';

/** Words that V8, SpiderMonkey, emscripten and ggml use when memory runs out. */
const OUT_OF_MEMORY =
  /out of memory|\boom\b|cannot allocate|could not allocate|failed to allocate|allocation failed|cannot enlarge memory/i;

/** Longest piece of a native message kept for support; at load time it can hold no report text. */
const DETAIL_LENGTH = 160;

/** Names what wllama threw while loading. `started`: whether its program ran and had begun to read the model. */
export function loadError(cause: unknown, started: boolean): unknown {
  if (cause instanceof ReadroomError || isAbort(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const detail = message.slice(0, DETAIL_LENGTH);
  if (OUT_OF_MEMORY.test(message)) return new ReadroomError('engine/out-of-memory', detail, { cause });
  return new ReadroomError(started ? 'engine/model-refused' : 'engine/wasm-failed', detail, { cause });
}
