import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { KnownAnswerResult, Verification } from '../../domain/model/model-details.ts';
import type { ExportResult } from '../../platform/model-jobs/model-jobs-port.ts';
import { formatBytes, formatMoment, plural } from '../../ui/format.ts';

/** How a check or an export ended. */
export interface RunOutcome {
  readonly tone: 'good' | 'warning' | 'danger';
  readonly text: string;
  /** The gist of it, for assistive technology and the line at the top. */
  readonly said: string;
  readonly error: ReadroomError | null;
}

export function describeVerification({ files, bytes, damaged }: Verification): RunOutcome {
  if (damaged.length === 0) {
    return {
      tone: 'good',
      text: `All ${plural(files, 'file')} are as recorded: ${formatBytes(bytes)} hashed again.`,
      said: 'Verified, nothing is damaged.',
      error: null,
    };
  }
  const verb = damaged.length === 1 ? 'is' : 'are';
  return {
    tone: 'warning',
    text: `${damaged.length} of ${plural(files, 'file')} ${verb} damaged or gone: ${listed(damaged)}. The model is kept under “Unfinished models”: repair or remove it there.`,
    said: 'Verified, and damage was found.',
    error: null,
  };
}

export function describeExport(
  name: string,
  { files, bytes }: ExportResult,
  where: 'folder' | 'file' | 'download',
): RunOutcome {
  const to = { folder: 'to the folder', file: 'to the file', download: 'to the downloads' }[where];
  return {
    tone: 'good',
    text: `${name} was exported ${to}: ${plural(files, 'file')}, ${formatBytes(bytes)}, every hash checked.`,
    said: `${name} was exported.`,
    error: null,
  };
}

/** `Passed on the graphics card, 30 of 30 clear choices agreed (12 Mar 2027, 14:05)`. */
export function describeKnownAnswer(result: KnownAnswerResult | null): string {
  if (result === null) return 'not asked yet';
  const { outcome, engine, agreed, compared, at } = result;
  const verdict = outcome === 'passed' ? 'Passed' : 'Failed';
  const place = engine === 'webgpu' ? 'the graphics card' : 'the processor';
  return `${verdict} on ${place}, ${agreed} of ${plural(compared, 'clear choice')} agreed (${formatMoment(at)})`;
}

export function describeLastVerification(verification: Verification | null): string {
  if (verification === null) return 'not since it was installed';
  const { damaged, files, bytes, at } = verification;
  const verdict =
    damaged.length === 0
      ? `${plural(files, 'file')}, ${formatBytes(bytes)}, all as recorded`
      : `${damaged.length} of ${plural(files, 'file')} damaged or gone`;
  return `${verdict} (${formatMoment(at)})`;
}

/** Names beyond these few are counted: the sheet lists them all. */
const NAMED = 3;

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const head = names.slice(0, NAMED).join(', ');
  return rest > 0 ? `${head} and ${rest} more` : head;
}
