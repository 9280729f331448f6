import type { Clock } from '../clock/clock.ts';
import type { LogEntry, LogEvent, LogFields, Logger } from './logger.ts';

/** Enough for a support call about the last hour; small enough to forget about (entries). */
const DEFAULT_CAPACITY = 500;

/** Keeps the last entries in memory; nothing is stored, printed or sent. */
export function createMemoryLogger(clock: Pick<Clock, 'now'>, capacity: number = DEFAULT_CAPACITY): Logger {
  const kept: LogEntry[] = [];
  let sequence = 0;

  const write = (level: LogEntry['level'], event: LogEvent, fields: LogFields = {}): void => {
    sequence += 1;
    kept.push({ sequence, at: clock.now(), level, event, fields });
    if (kept.length > capacity) kept.shift();
  };

  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
    entries: () => [...kept],
  };
}
