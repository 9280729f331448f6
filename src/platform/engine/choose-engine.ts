import type { EngineProbe, ImpressionEngine } from './engine-port.ts';

export interface EngineChoice {
  /** Null when no engine can run in this browser. */
  readonly engine: ImpressionEngine | null;
  readonly probe: EngineProbe;
  /** One sentence for the radiologist on why this engine. */
  readonly why: string;
}

const WHY = {
  webgpu: 'Drafting runs on this workstation’s graphics card.',
  cpu: 'Drafting runs on this workstation’s processor.',
} as const;

/** The first candidate that can run, in order of preference; today there is only the CPU's. */
export async function chooseEngine(
  candidates: readonly [ImpressionEngine, ...ImpressionEngine[]],
): Promise<EngineChoice> {
  const [first, ...rest] = candidates;
  const refused = await first.probe();
  if (refused.available) return { engine: first, probe: refused, why: WHY[first.kind] };
  for (const engine of rest) {
    const probe = await engine.probe();
    if (probe.available) return { engine, probe, why: `${WHY[engine.kind]} ${refused.reason ?? ''}`.trim() };
  }
  return {
    engine: null,
    probe: refused,
    why: refused.reason ?? 'No drafting engine can run in this browser.',
  };
}
