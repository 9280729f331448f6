import { readdirSync, readFileSync } from 'node:fs';

/** The largest resident memory that any renderer of a browser reached, bytes. */
export interface MemoryWatch {
  readonly peakBytes: () => number | null;
  stop(): void;
}

const SAMPLE_MS = 200;

/**
 * Watches the renderers of the browser that runs on a profile: page, workers, heaps, buffers and garbage all together,
 * so the heap is below it. Null where there is no /proc.
 */
export function watchRenderers(profile: string): MemoryWatch {
  let peak: number | null = null;
  const sample = (): void => {
    for (const bytes of rendererPeaks(profile)) peak = Math.max(peak ?? 0, bytes);
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return { peakBytes: () => peak, stop: () => clearInterval(timer) };
}

interface ProcessFacts {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
}

function rendererPeaks(profile: string): number[] {
  const processes = allProcesses();
  const ours = new Set(
    processes.filter(({ command }) => command.includes(`--user-data-dir=${profile}`)).map(({ id }) => id),
  );
  // Renderers are children of a zygote that is a child of the browser.
  for (let grown = -1; grown !== ours.size;) {
    grown = ours.size;
    for (const { id, parent } of processes) if (ours.has(parent)) ours.add(id);
  }
  return processes
    .filter(({ id, command }) => ours.has(id) && command.includes('--type=renderer'))
    .map(({ id }) => residentPeak(id));
}

function allProcesses(): ProcessFacts[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ id: Number(name), parent, command }];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

/** VmHWM, the kernel's own record of the peak. */
function residentPeak(id: number): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
