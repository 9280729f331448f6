import { deferred } from '../../../domain/deferred.ts';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { Clock } from '../../clock/clock.ts';

/** A wait on a lost device may fail before the loss itself is told. */
const GRACE_MS = 1_000;

/** Sees the GPU device that web-llm asks for: web-llm itself does not hand it out. */
export interface DeviceWatch {
  /** Rejects with `engine/device-lost` when the device is lost; never resolves. */
  readonly lost: Promise<never>;
  /**
   * The result of work on the GPU.
   * @throws ReadroomError `engine/device-lost` as soon as the device is lost, even when the work then never ends
   */
  guard<T>(work: Promise<T>): Promise<T>;
  /** The first error of the device that nobody caught; its later results mean nothing. */
  readonly error: GPUError | null;
  /** Bytes written to GPU buffers so far. */
  readonly writtenBytes: number;
  /** Calls `listener` after every write; the returned function ends that. */
  onWrite(listener: (writtenBytes: number) => void): () => void;
  /** Loses the device, for tests. */
  destroy(): void;
}

/** Watches every device that is requested from now on in this worker; web-llm asks for one. */
export function watchDevices(
  clock: Pick<Clock, 'sleep'>,
  { gpu }: { readonly gpu?: GPU } = navigator,
): DeviceWatch {
  const { promise: lost, reject: tellLost } = deferred<never>();
  lost.catch(() => undefined);
  let loss: ReadroomError | null = null;
  /**
   * What ends the waits of now. Racing against `lost` itself would leave something there for every step, for ever: a
   * worker drafts all day.
   */
  const waits = new Set<(loss: ReadroomError) => void>();
  const devices: GPUDevice[] = [];
  const listeners = new Set<(writtenBytes: number) => void>();
  let error: GPUError | null = null;
  let writtenBytes = 0;

  const untilLost = <T>(work: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (loss !== null) reject(loss);
      waits.add(reject);
      work.then(resolve, reject).finally(() => waits.delete(reject));
    });

  const watch: DeviceWatch = {
    lost,
    async guard(work) {
      try {
        return await untilLost(work);
      } catch (cause) {
        if (cause instanceof ReadroomError) throw cause;
        await untilLost(clock.sleep(GRACE_MS));
        throw cause;
      }
    },
    get error() {
      return error;
    },
    get writtenBytes() {
      return writtenBytes;
    },
    onWrite(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy() {
      for (const device of devices) device.destroy();
    },
  };

  const attach = (device: GPUDevice): GPUDevice => {
    devices.push(device);
    void device.lost.then(({ reason }) => {
      loss ??= new ReadroomError('engine/device-lost', reason);
      for (const end of waits) end(loss);
      tellLost(loss);
    });
    device.addEventListener('uncapturederror', (event) => {
      error ??= event.error;
    });
    const { queue } = device;
    const write = queue.writeBuffer.bind(queue);
    queue.writeBuffer = (buffer, offset, data, start, size) => {
      write(buffer, offset, data, start, size);
      writtenBytes += writtenBy(data, start, size);
      for (const listener of listeners) listener(writtenBytes);
    };
    return device;
  };
  if (gpu === undefined) return watch;
  const requestAdapter = gpu.requestAdapter.bind(gpu);
  gpu.requestAdapter = async (options) => {
    const adapter = await requestAdapter(options);
    if (adapter === null) return null;
    const requestDevice = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (descriptor) => attach(await requestDevice(descriptor));
    return adapter;
  };
  return watch;
}

/** Bytes of a write: `start` and `size` count elements of a typed array, and bytes of any other data. */
function writtenBy(data: AllowSharedBufferSource, start = 0, size?: number): number {
  const unit =
    'BYTES_PER_ELEMENT' in data && typeof data.BYTES_PER_ELEMENT === 'number' ? data.BYTES_PER_ELEMENT : 1;
  return size === undefined ? data.byteLength - start * unit : size * unit;
}
