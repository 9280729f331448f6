import { describe, expect, test } from 'vitest';
import type { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import { createManualClock } from '../../clock/manual-clock.ts';
import { createGpuModel } from './create-gpu-model.ts';
import type { DeviceWatch } from './device-watch.ts';
import type { GpuModel } from './gpu-model.ts';
import type { Pipeline } from './webllm-internals.ts';

const watch: DeviceWatch = {
  lost: new Promise(() => undefined),
  guard: (work) => work,
  error: null,
  writtenBytes: 0,
  onWrite: () => () => undefined,
  destroy: () => undefined,
};

/** A pipeline whose kernels chose these tokens; the real one needs a GPU, and e2e/webgpu drives that. */
function modelThatChose(...choices: number[]): GpuModel {
  const tensor = {
    shape: [choices.length],
    dtype: 'int32',
    view: () => tensor,
    copyFrom: () => tensor,
    toArray: () => Int32Array.from(choices),
    dispose: () => undefined,
  };
  const call = <Result>(result: Result) => Object.assign(() => result, { dispose: () => undefined });
  const pipeline: Pipeline = {
    tvm: {
      beginScope: () => undefined,
      endScope: () => undefined,
      detachFromCurrentScope: (value) => value,
      getGlobalFunc: () => call(undefined),
      scalar: () => null,
      makeShapeTuple: () => null,
      cpu: () => null,
      empty: () => tensor,
    },
    vm: { getFunction: () => call({ get: () => tensor, dispose: () => undefined }) },
    device: { sync: () => Promise.resolve() },
    kvCache: null,
    params: null,
    prefillChunkSize: 128,
    filledKVCacheLength: 0,
    getTokensEmbeddings: () => tensor,
    fKVCacheBeginForward: () => undefined,
    fKVCacheEndForward: () => undefined,
    embedAndForward: () => Promise.resolve(tensor),
    sampleFromRawLogits: () => Promise.resolve(choices.at(-1) ?? 0),
  };
  return createGpuModel(pipeline, watch, createManualClock());
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => (error as ReadroomError).code,
  );

describe('a choice that is none', () => {
  test.each([
    ['at the end of a pass', [4, 2, -1]],
    ['in the middle of one', [4, -1, 2]],
    ['of a single step', [-1]],
  ])('%s is wrong numbers, not a token', async (_, choices) => {
    const model = modelThatChose(...choices);
    expect(await codeOf(model.verify(choices.map(() => 1)))).toBe('engine/wrong-numbers');
  });

  test('of the sampler is wrong numbers too', async () => {
    expect(await codeOf(modelThatChose(-1).sample([1], 0.7))).toBe('engine/wrong-numbers');
  });

  test('token 0 is a choice like any other', async () => {
    expect(Array.from(await modelThatChose(4, 0).verify([1, 1]))).toEqual([4, 0]);
    expect(await modelThatChose(0).sample([1], 0.7)).toBe(0);
  });
});
