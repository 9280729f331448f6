import type { BuildPhase, BuildProgress } from '../../src/pipeline/build/build-progress.ts';

const LABELS: Readonly<Record<BuildPhase, string>> = {
  hash: 'checking inputs',
  resume: 'checking finished shards',
  convert: 'merging and quantizing',
  answer: 'computing the known answer',
  finish: 'finishing',
};

/** What the bar draws of a build's progress. */
type Drawn = Pick<BuildProgress, 'phase' | 'doneBytes' | 'totalBytes' | 'item'>;

const MEGABYTE = 1e6;
const BAR_WIDTH = 24;
/** A terminal is redrawn at most this often, ms. */
const REDRAW_MS = 100;
/** A log that is no terminal gets a line at every quarter. */
const QUARTERS = 4;

/** Draws a build's progress: one line that is redrawn on a terminal, a few plain lines elsewhere. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  #phase: BuildPhase | null = null;
  #startedAt = 0;
  #drawnAt = 0;
  #quarter = 0;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  update(progress: Drawn): void {
    const now = performance.now();
    if (progress.phase !== this.#phase) {
      this.end();
      this.#phase = progress.phase;
      this.#startedAt = now;
      this.#drawnAt = 0;
      this.#quarter = 0;
    }
    if (progress.totalBytes === 0) return;
    const done = progress.doneBytes >= progress.totalBytes;
    if (this.#stream.isTTY) {
      if (!done && now - this.#drawnAt < REDRAW_MS) return;
      this.#drawnAt = now;
      this.#stream.write(`\r\x1b[K${progressLine(progress, now - this.#startedAt, this.#stream.columns)}`);
      return;
    }
    const quarter = Math.floor((progress.doneBytes / progress.totalBytes) * QUARTERS);
    if (quarter === this.#quarter) return;
    this.#quarter = quarter;
    this.#stream.write(`${progressLine(progress, now - this.#startedAt, 200)}\n`);
  }

  /** Leaves the last line standing. */
  end(): void {
    if (this.#phase !== null && this.#stream.isTTY) this.#stream.write('\n');
    this.#phase = null;
  }
}

/** @param elapsedMs since the phase began */
export function progressLine(progress: Drawn, elapsedMs: number, columns: number): string {
  const { doneBytes, totalBytes } = progress;
  const share = Math.min(1, doneBytes / totalBytes);
  const filled = Math.round(share * BAR_WIDTH);
  const speed = elapsedMs > 0 ? doneBytes / (elapsedMs / 1000) : 0;
  const left = speed > 0 ? Math.ceil((totalBytes - doneBytes) / speed) : null;
  const parts = [
    `${LABELS[progress.phase]} [${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)}%`,
    `${(doneBytes / MEGABYTE).toFixed(1)} of ${(totalBytes / MEGABYTE).toFixed(1)} MB`,
    `${(speed / MEGABYTE).toFixed(0)} MB/s`,
    ...(left === null ? [] : [`${duration(left)} left`]),
    progress.item,
  ];
  return parts.join('  ').slice(0, Math.max(20, columns - 1));
}

function duration(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
