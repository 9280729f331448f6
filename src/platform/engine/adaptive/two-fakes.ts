import type { ErrorCode } from '../../../domain/errors/catalog.ts';
import type { Clock } from '../../clock/clock.ts';
import type { EngineProbe, ImpressionEngine } from '../engine-port.ts';
import { createFakeEngine, type FakeEngine } from '../fake/create-fake-engine.ts';
import { createMemoryLogger } from '../../logger/memory-logger.ts';
import type { AdaptiveEngine } from './adaptive-engine-port.ts';
import { createAdaptiveEngine } from './create-adaptive-engine.ts';

export interface TwoFakes {
  readonly engine: AdaptiveEngine;
  readonly webgpu: FakeEngine;
  readonly cpu: FakeEngine;
  /** What happened to the memory, in order: `webgpu takes`, `webgpu frees`, … */
  readonly memory: readonly string[];
  /** Engines that hold a model now. */
  readonly holding: ReadonlySet<string>;
  /** Most engines that ever held one: the adaptive engine promises 1. */
  readonly mostHeld: () => number;
}

export interface TwoFakesOptions {
  readonly clock: Clock;
  readonly loadMs?: number;
  readonly msPerToken?: number;
  readonly webgpu?: Partial<EngineProbe>;
  readonly script?: (kind: 'webgpu' | 'cpu') => string;
}

/** The adaptive engine over two scripted ones that keep a book of the memory they take. */
export function createTwoFakes(options: TwoFakesOptions): TwoFakes {
  const { clock, loadMs = 4, msPerToken = 1, script = (kind) => `${kind} one two three.` } = options;
  const holding = new Set<string>();
  const memory: string[] = [];
  let most = 0;

  const create = (kind: 'webgpu' | 'cpu', probe: Partial<EngineProbe>): FakeEngine => {
    const fake = createFakeEngine({
      clock,
      loadMs,
      msPerToken,
      script: () => script(kind),
      verifies: kind === 'webgpu',
      probe: { kind, ...probe },
    });
    const free = (): void => {
      if (holding.delete(kind)) memory.push(`${kind} frees`);
    };
    const load = fake.load.bind(fake);
    const unload = fake.unload.bind(fake);
    // As the real ones: memory is taken from the start of a load, and given back when it fails.
    fake.load = async (model, loadOptions) => {
      free();
      holding.add(kind);
      memory.push(`${kind} takes`);
      most = Math.max(most, holding.size);
      return load(model, loadOptions).catch((error: unknown) => {
        free();
        throw error;
      });
    };
    fake.unload = async () => {
      await unload();
      free();
    };
    return fake;
  };

  const webgpu = create('webgpu', { compute: 'float16', device: 'Test card', ...options.webgpu });
  const cpu = create('cpu', { threads: 2 });
  const engine = createAdaptiveEngine({ webgpu, cpu, logger: createMemoryLogger(clock) });
  return { engine, webgpu, cpu, memory, holding, mostHeld: () => most };
}

/** The text of one generation, or the code it failed with. */
export async function textOf(engine: ImpressionEngine): Promise<string> {
  let text = '';
  const request = { promptTokens: [1, 2], maxNewTokens: 9, temperature: 0, stopTokens: [] };
  try {
    for await (const event of engine.generate(request)) {
      if (event.type === 'text') text += event.text;
      else if (event.finish === 'interrupted') text += ' (interrupted)';
    }
    return text;
  } catch (error) {
    return `${text} (${(error as { code?: ErrorCode }).code ?? 'unnamed'})`.trim();
  }
}
