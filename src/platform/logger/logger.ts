import type { ErrorCode } from '../../domain/errors/catalog.ts';

/** Names of things that happen; a closed list, so that no sentence of a report can become one. */
export type LogEvent =
  | 'app/started'
  | 'app/error'
  | 'engine/load-started'
  | 'engine/loaded'
  | 'engine/load-failed'
  | 'engine/moved-to-cpu'
  | 'engine/generation-ended'
  | 'engine/generation-failed'
  | 'engine/unloaded'
  | 'engine/fatal'
  | 'store/install-started'
  | 'store/install-resumed'
  | 'store/installed'
  | 'store/install-failed'
  | 'store/removed'
  | 'store/repair'
  | 'report/save-failed'
  | 'audit/append-failed';

/**
 * What may go with an event.
 *
 * IMPORTANT: numbers, booleans and error codes only. Free strings are left out of the type on purpose:
 * findings and impressions never reach a log.
 */
export type LogFields = Readonly<Record<string, number | boolean | ErrorCode | null>>;

export interface LogEntry {
  /** Counts up from 1: order does not hang on the clock. */
  readonly sequence: number;
  readonly at: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly event: LogEvent;
  readonly fields: LogFields;
}

export interface Logger {
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  error(event: LogEvent, fields?: LogFields): void;
  /** The last entries, oldest first. */
  entries(): readonly LogEntry[];
}
