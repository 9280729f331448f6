import { describe, expect, it } from 'vitest';
import type { JobProgress } from '../../platform/model-jobs/model-jobs-port.ts';
import { createRateMeter } from './rate.ts';

const at = (doneBytes: number, phase: JobProgress['phase'] = 'convert'): JobProgress => ({
  phase,
  doneBytes,
  totalBytes: 100e6,
  item: '',
  doneTensors: 0,
  totalTensors: 0,
});

describe('the speed of a job', () => {
  it('is told once a second has been watched, with the time left at that speed', () => {
    const meter = createRateMeter();
    expect(meter.next(at(0), 0)).toBeNull();
    expect(meter.next(at(5e6), 500)).toBeNull();
    expect(meter.next(at(10e6), 1_000)).toEqual({ bytesPerSecond: 10e6, secondsLeft: 9 });
  });

  it('moves slowly when the job stumbles, so that the time left does not jump', () => {
    const meter = createRateMeter();
    meter.next(at(0), 0);
    meter.next(at(10e6), 1_000);
    const stumbled = meter.next(at(10e6), 2_000)?.bytesPerSecond ?? 0;
    expect(stumbled).toBeGreaterThan(8e6);
    expect(stumbled).toBeLessThan(10e6);
  });

  it('starts anew with the next step and after a pause', () => {
    const meter = createRateMeter();
    meter.next(at(0, 'hash'), 0);
    meter.next(at(90e6, 'hash'), 1_000);
    expect(meter.next(at(0), 1_100)).toBeNull();
    expect(meter.next(at(2e6), 2_100)?.bytesPerSecond).toBe(2e6);
    meter.reset();
    expect(meter.next(at(2e6), 60_000)).toBeNull();
    expect(meter.next(at(4e6), 61_000)?.bytesPerSecond).toBe(2e6);
  });
});
