import { expect, test } from 'vitest';
import { createManualClock } from '../clock/manual-clock.ts';
import { createMemoryLogger } from './memory-logger.ts';

test('the last entries are kept, in order, numbered without gaps', () => {
  const logger = createMemoryLogger(createManualClock(5), 2);
  logger.info('app/started');
  logger.warn('engine/loaded', { threads: 2 });
  logger.error('app/error', { code: 'engine/crashed' });
  expect(logger.entries()).toEqual([
    { sequence: 2, at: 5, level: 'warn', event: 'engine/loaded', fields: { threads: 2 } },
    { sequence: 3, at: 5, level: 'error', event: 'app/error', fields: { code: 'engine/crashed' } },
  ]);
});

test('free text cannot be logged: the types refuse it', () => {
  const logger = createMemoryLogger(createManualClock());
  // @ts-expect-error a sentence is no field value
  logger.info('app/started', { note: 'There is a nodule.' });
  // @ts-expect-error a sentence is no event
  logger.info('There is a nodule.');
});
