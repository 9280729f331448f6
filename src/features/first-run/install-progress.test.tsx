import { describe, expect, it } from 'vitest';
import { describeProgress } from './install-progress.tsx';

describe('the progress of an install', () => {
  const progress = {
    phase: 'download',
    doneBytes: 50e6,
    totalBytes: 143e6,
    resumedBytes: 0,
    bytesPerSecond: 10e6,
    file: 'params_shard_0.bin',
  } as const;

  it('tells bytes, speed and time left while files arrive', () => {
    expect(describeProgress(progress)).toBe('50.0 MB of 143 MB · 10.0 MB/s · 10 s left');
  });

  it('says that another tab installs the model when this one only waits for it', () => {
    expect(describeProgress({ ...progress, phase: 'waiting', doneBytes: 0, bytesPerSecond: 0 })).toBe(
      'Another tab is installing this model; this one goes on when it is done',
    );
  });
});
