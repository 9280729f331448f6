import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { Clock } from '../../clock/clock.ts';
import type { DeviceWatch } from './device-watch.ts';
import type { GpuModel } from './gpu-model.ts';
import { createStepSize } from './step-size.ts';
import { POP_FUNCTION, type Pipeline, type Tensor } from './webllm-internals.ts';

/** web-llm's pipeline has one sequence, this one. */
const SEQUENCE = 0;

/**
 * A loaded pipeline of web-llm as a token model. Every call waits until the GPU has done its work, so that an abort
 * between two calls is an abort of the GPU too.
 * @throws ReadroomError `engine/model-refused` when the library lacks a function; the calls throw `engine/device-lost`,
 *   and `engine/wrong-numbers` instead of a token that nothing chose
 */
export function createGpuModel(
  pipeline: Pipeline,
  watch: DeviceWatch,
  clock: Pick<Clock, 'monotonic'>,
): GpuModel {
  const size = createStepSize(pipeline.prefillChunkSize);
  const { tvm, vm, device, kvCache, params } = pipeline;
  const scoped = <T>(work: () => T): T => {
    tvm.beginScope();
    try {
      return work();
    } finally {
      tvm.endScope();
    }
  };
  const { verify, popn } = scoped(() => {
    try {
      return {
        verify: tvm.detachFromCurrentScope(vm.getFunction('verify')),
        popn: tvm.detachFromCurrentScope(tvm.getGlobalFunc(POP_FUNCTION)),
      };
    } catch (cause) {
      throw new ReadroomError('engine/model-refused', 'the library cannot verify', { cause });
    }
  });

  /** Copies a tensor to the CPU; `read` waits for it. */
  const toHost = (tensor: Tensor): Tensor =>
    tvm.detachFromCurrentScope(tvm.empty(tensor.shape, tensor.dtype, tvm.cpu()).copyFrom(tensor));
  const read = async (host: Tensor): Promise<Int32Array | Float32Array> => {
    await device.sync();
    try {
      return host.toArray();
    } finally {
      host.dispose();
    }
  };

  const step = async <T>(tokens: readonly number[], work: () => Promise<T>): Promise<T> => {
    const start = clock.monotonic();
    const result = await watch.guard(work());
    size.note(tokens.length, clock.monotonic() - start);
    // IMPORTANT: after such an error kernels did not run, and what was read back is whatever lay there.
    if (watch.error !== null) throw new ReadroomError('engine/crashed', watch.error.constructor.name);
    return result;
  };

  /** Like `scoped`, for web-llm's own asynchronous calls; no other call of the runtime runs meanwhile. */
  const scopedCall = async <T>(work: () => Promise<T>): Promise<T> => {
    tvm.beginScope();
    try {
      return await work();
    } finally {
      tvm.endScope();
    }
  };
  const forward = (tokens: readonly number[]): Promise<Tensor> =>
    pipeline.embedAndForward([[...tokens]], tokens.length);

  return {
    get stepTokens() {
      return size.tokens;
    },
    append: (tokens) =>
      step(tokens, async () => {
        await scopedCall(() => forward(tokens));
        await device.sync();
      }),
    verify: (tokens) =>
      step(tokens, async () => {
        const host = scoped(() => {
          const embedding = pipeline.getTokensEmbeddings([...tokens]); // [n, hidden]
          const input = embedding.view([1, ...embedding.shape]); // [1, n, hidden]
          const lengths = tvm.makeShapeTuple([tokens.length]);
          pipeline.fKVCacheBeginForward(kvCache, tvm.makeShapeTuple([SEQUENCE]), lengths);
          const result = verify(input, kvCache, params);
          pipeline.fKVCacheEndForward(kvCache);
          pipeline.filledKVCacheLength += tokens.length;
          return toHost(result.get(0)); // [n]
        });
        const choices = await read(host);
        choices.forEach(refuseNoToken);
        return choices;
      }),
    // web-llm's sampler reads repetition, frequency and presence penalties from the chat config, but applies them to
    // tokens that it was told were written, and it is told of none here: they do nothing. Drafts are greedy.
    sample: (tokens, temperature) =>
      step(tokens, async () => {
        const choice = await scopedCall(async () =>
          pipeline.sampleFromRawLogits(await forward(tokens), { temperature, top_p: 1 }),
        );
        refuseNoToken(choice);
        return choice;
      }),
    logits: (tokens) =>
      step(tokens, async () => {
        const host = await scopedCall(async () => toHost(await forward(tokens)));
        return Float32Array.from(await read(host));
      }),
    pop(count) {
      scoped(() => {
        popn(kvCache, tvm.scalar(SEQUENCE, 'int64'), tvm.scalar(count, 'int32'));
      });
      pipeline.filledKVCacheLength -= count;
    },
  };
}

/** Our kernels give -1 where no logit of a row can be compared, as after an overflow: no choice, and never a token. */
function refuseNoToken(choice: number): void {
  if (!(choice >= 0)) throw new ReadroomError('engine/wrong-numbers', 'no logit can be compared');
}
