import { expect, test, vi } from 'vitest';
import { deferred } from '../../../domain/deferred.ts';
import { createManualClock } from '../../clock/manual-clock.ts';
import { watchDevices, type DeviceWatch } from './device-watch.ts';

/** As much of a GPU as is watched: the rest of it needs a browser. */
class TestDevice extends EventTarget {
  readonly loss = deferred<{ reason: string }>();
  readonly lost = this.loss.promise;
  readonly written: number[] = [];
  readonly queue = {
    writeBuffer: (
      ...[, , , , size]: readonly [unknown, number, AllowSharedBufferSource, number?, number?]
    ): void => {
      if (size !== undefined) this.written.push(size);
    },
  };
  destroy(): void {
    this.loss.resolve({ reason: 'destroyed' });
  }
}

async function setUp(): Promise<{
  watch: DeviceWatch;
  device: TestDevice;
  clock: ReturnType<typeof createManualClock>;
}> {
  const device = new TestDevice();
  const gpu = { requestAdapter: () => Promise.resolve({ requestDevice: () => Promise.resolve(device) }) };
  const clock = createManualClock();
  const watch = watchDevices(clock, { gpu: gpu as unknown as GPU });
  const adapter = await (gpu as unknown as GPU).requestAdapter();
  expect(await adapter?.requestDevice()).toBe(device);
  return { watch, device, clock };
}

const never = (): Promise<never> => new Promise(() => undefined);

test('work that never ends fails as soon as the device is lost', async () => {
  const { watch, device } = await setUp();
  const work = watch.guard(never());
  device.loss.resolve({ reason: 'unknown' });
  await expect(work).rejects.toMatchObject({ code: 'engine/device-lost' });
  await expect(watch.guard(never())).rejects.toMatchObject({ code: 'engine/device-lost' });
});

test('work that fails a moment before the loss is told was stopped by the loss', async () => {
  const { watch, device, clock } = await setUp();
  const work = watch.guard(Promise.reject(new DOMException('mapping was cancelled', 'AbortError')));
  await clock.advance(300);
  device.destroy();
  await expect(work).rejects.toMatchObject({ code: 'engine/device-lost' });
});

test('other failures stay what they are, and results pass', async () => {
  const { watch, clock } = await setUp();
  expect(await watch.guard(Promise.resolve(7))).toBe(7);
  const work = watch.guard(Promise.reject(new TypeError('other')));
  work.catch(() => undefined);
  await clock.advance(2_000);
  await expect(work).rejects.toThrow('other');
});

test('thousands of steps leave nothing behind on a device that is never lost', async () => {
  const { watch } = await setUp();
  const kept = vi.spyOn(watch.lost, 'then');
  for (let step = 0; step < 1_000; step++) await watch.guard(Promise.resolve(step));
  expect(kept).not.toHaveBeenCalled();
});

test('bytes written to the GPU are counted and still written', async () => {
  const { watch, device } = await setUp();
  const seen: number[] = [];
  const end = watch.onWrite((bytes) => seen.push(bytes));
  const write = (size: number): void => device.queue.writeBuffer(null, 0, new Uint8Array(size), 0, size);
  write(4);
  write(8);
  end();
  write(16);
  expect(device.written).toEqual([4, 8, 16]);
  expect(seen).toEqual([4, 12]);
  expect(watch.writtenBytes).toBe(28);
});

test('a write of part of a typed array counts its elements, of a buffer its bytes', async () => {
  const { watch, device } = await setUp();
  const floats = new Float32Array(10);
  device.queue.writeBuffer(null, 0, floats, 2, 3);
  expect(watch.writtenBytes).toBe(12);
  device.queue.writeBuffer(null, 0, floats, 4);
  expect(watch.writtenBytes).toBe(36);
  device.queue.writeBuffer(null, 0, floats.buffer, 30);
  expect(watch.writtenBytes).toBe(46);
});

test('the first error that nobody caught is kept', async () => {
  const { watch, device } = await setUp();
  expect(watch.error).toBeNull();
  const error = { message: 'out of memory' };
  device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
  device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error: { message: 'next' } }));
  expect(watch.error).toBe(error);
});

test('where there is no WebGPU there is nothing to watch', () => {
  expect(watchDevices(createManualClock(), {}).error).toBeNull();
});
