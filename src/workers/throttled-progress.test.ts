import { expect, test } from 'vitest';
import { throttledProgress } from './throttled-progress.ts';

test('a person sees the first and the last of each phase, and twenty a second between', () => {
  let now = 0;
  const seen: string[] = [];
  const report = throttledProgress<{ phase: string; doneBytes: number; totalBytes: number }>(
    ({ phase, doneBytes }) => seen.push(`${phase} ${doneBytes}`),
    { monotonic: () => now },
  );
  for (let done = 1; done <= 200; done++) {
    report({ phase: 'hash', doneBytes: done, totalBytes: 200 });
    now += 1;
  }
  report({ phase: 'convert', doneBytes: 1, totalBytes: 9 });
  report({ phase: 'convert', doneBytes: 2, totalBytes: 9 });
  report({ phase: 'convert', doneBytes: 9, totalBytes: 9 });
  expect(seen).toEqual(['hash 1', 'hash 51', 'hash 101', 'hash 151', 'hash 200', 'convert 1', 'convert 9']);
});
