import { describe, expect, it } from 'vitest';
import { SENTENCES } from '../../../domain/errors/catalog.ts';
import { ReadroomError } from '../../../domain/errors/readroom-error.ts';
import type { ModelManifest } from '../../../domain/model/manifest.ts';
import { createManualClock, type ManualClock } from '../../clock/manual-clock.ts';
import type { LoadOptions } from '../engine-port.ts';
import type { EngineMove } from './adaptive-engine-port.ts';
import { createTwoFakes, textOf, type TwoFakes, type TwoFakesOptions } from './two-fakes.ts';

const MODEL = { baseUrl: '', manifest: { totalBytes: 8 } as ModelManifest };

interface Bench extends TwoFakes {
  readonly clock: ManualClock;
  readonly moves: EngineMove[];
  readonly load: (options?: LoadOptions) => Promise<string>;
  readonly draft: () => Promise<string>;
}

function create(options: Omit<TwoFakesOptions, 'clock'> = {}): Bench {
  const clock = createManualClock();
  const fakes = createTwoFakes({ ...options, clock });
  const moves: EngineMove[] = [];
  fakes.engine.watch((move) => moves.push(move));
  const after = async <T>(work: Promise<T>): Promise<T> => {
    await clock.advance(100);
    return work;
  };
  return {
    ...fakes,
    clock,
    moves,
    load: (loadOptions) =>
      after(
        fakes.engine
          .load(MODEL, loadOptions)
          .then(({ kind, note }) => (note === null ? kind : `${kind}: ${note}`), nameOf),
      ),
    draft: () => after(textOf(fakes.engine)),
  };
}

const nameOf = (error: unknown): string =>
  error instanceof ReadroomError ? error.code : error instanceof Error ? error.name : 'unnamed';

const SOFTWARE = { available: false, reason: SENTENCES['engine/software-gpu'] };

describe('the automatic choice', () => {
  it('drafts on the graphics card where that works', async () => {
    const { load, draft, holding } = create();
    expect(await load()).toBe('webgpu');
    expect(await draft()).toBe('webgpu one two three.');
    expect([...holding]).toEqual(['webgpu']);
  });

  it('drafts on the processor where there is no card, and says why, without loading anything twice', async () => {
    const { load, draft, memory, moves } = create({ webgpu: SOFTWARE });
    expect(await load()).toBe(`cpu: ${SENTENCES['engine/software-gpu']}`);
    expect(await draft()).toBe('cpu one two three.');
    expect(memory).toEqual(['cpu takes']);
    expect(moves).toEqual([]);
  });

  it.each(['engine/wrong-numbers', 'engine/no-library', 'engine/out-of-memory', 'net/http-status'] as const)(
    'loads on the processor after %s, once the card has given its memory back',
    async (code) => {
      const { webgpu, load, draft, memory, moves } = create();
      webgpu.failNext({ at: 'load', code });
      expect(await load()).toBe(`cpu: ${SENTENCES[code]}`);
      expect(await draft()).toBe('cpu one two three.');
      expect(memory).toEqual(['webgpu takes', 'webgpu frees', 'cpu takes']);
      expect(moves.map((move) => [move.code, move.probe?.kind])).toEqual([
        [code, undefined],
        [code, 'cpu'],
      ]);
    },
  );

  it('does not hide damaged files behind the processor: they are installed again', async () => {
    const { webgpu, load, memory } = create();
    webgpu.failNext({ at: 'load', code: 'model/shard-hash-mismatch' });
    expect(await load()).toBe('model/shard-hash-mismatch');
    expect(memory).toEqual(['webgpu takes', 'webgpu frees']);
  });

  it('fails with the last failure when the processor cannot load either, and may be asked again', async () => {
    const { webgpu, cpu, load, draft, holding } = create();
    webgpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
    cpu.failNext({ at: 'load', code: 'engine/out-of-memory' });
    expect(await load()).toBe('engine/out-of-memory');
    expect(await draft()).toBe('(engine/not-loaded)');
    expect(holding.size).toBe(0);
    expect(await load()).toBe('webgpu');
  });

  it('drafts on the processor when even asking for the card fails', async () => {
    const { webgpu, load } = create();
    webgpu.probe = () => Promise.reject(new Error('driver'));
    expect(await load()).toBe(`cpu: ${SENTENCES['app/unexpected']}`);
  });
});

describe('a forced choice', () => {
  it('takes the processor though there is a card, and a software card though it is slow', async () => {
    expect(await create().load({ engine: 'cpu' })).toBe('cpu');
    expect(await create({ webgpu: SOFTWARE }).load({ engine: 'webgpu' })).toBe('webgpu');
  });

  it('that fails is an error and no silent change', async () => {
    const { webgpu, load, memory } = create();
    webgpu.failNext({ at: 'load', code: 'engine/no-library' });
    expect(await load({ engine: 'webgpu' })).toBe('engine/no-library');
    expect(memory).not.toContain('cpu takes');
  });

  it('of a card that computes wrongly is overruled, and that is told', async () => {
    const { webgpu, load, moves } = create();
    webgpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
    expect(await load({ engine: 'webgpu' })).toBe(`cpu: ${SENTENCES['engine/wrong-numbers']}`);
    expect(moves.at(-1)).toMatchObject({ code: 'engine/wrong-numbers', probe: { kind: 'cpu' } });
  });
});

describe('a card that gives up while drafting', () => {
  it('before the first word costs no draft: the processor writes it', async () => {
    const { webgpu, load, draft, moves, memory } = create();
    await load();
    webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
    expect(await draft()).toBe('cpu one two three.');
    expect(moves.at(-1)).toMatchObject({
      code: 'engine/gpu-given-up',
      probe: { kind: 'cpu', note: SENTENCES['engine/gpu-given-up'] },
    });
    expect(memory).toEqual(['webgpu takes', 'webgpu frees', 'cpu takes']);
  });

  it('after some words ends that draft with an error; the next one is the processor’s', async () => {
    const { webgpu, load, draft } = create();
    await load();
    webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 2 });
    expect(await draft()).toBe('webgpu one (engine/gpu-given-up)');
    expect(await draft()).toBe('cpu one two three.');
  });

  it('because its numbers went wrong in mid-draft leaves what it wrote incomplete, and is not used again', async () => {
    const { webgpu, load, draft, moves } = create();
    await load({ engine: 'webgpu' });
    webgpu.failNext({ at: 'generate', code: 'engine/wrong-numbers', afterTokens: 2 });
    expect(await draft()).toBe('webgpu one (engine/wrong-numbers)');
    expect(await draft()).toBe('cpu one two three.');
    expect(moves.at(-1)?.probe?.note).toBe(SENTENCES['engine/wrong-numbers']);
  });

  it('leaves the move to the next draft when the processor could not load at first', async () => {
    const { webgpu, cpu, load, draft, moves } = create();
    await load();
    webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
    cpu.failNext({ at: 'load', code: 'engine/out-of-memory' });
    expect(await draft()).toBe('(engine/out-of-memory)');
    expect(await draft()).toBe('cpu one two three.');
    // Each step is told, the failed one too: nobody waits for an engine that does not come.
    expect(moves.map(({ probe, failure }) => probe?.kind ?? failure?.code ?? 'begins')).toEqual([
      'begins',
      'engine/out-of-memory',
      'begins',
      'cpu',
    ]);
  });

  it('is asked again by a device that was lost once: recovering is its own work', async () => {
    const { webgpu, load, draft, moves } = create();
    await load();
    webgpu.failNext({ at: 'generate', code: 'engine/device-lost', afterTokens: 1 });
    expect(await draft()).toBe('webgpu (engine/device-lost)');
    expect(await draft()).toBe('webgpu one two three.');
    expect(moves).toEqual([]);
  });

  it('does not stop the load that a person asked for in the meantime', async () => {
    const { engine, webgpu, load, clock, holding } = create();
    await load();
    webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
    const first = textOf(engine);
    const reload = engine.load(MODEL, { engine: 'webgpu' });
    await clock.advance(100);
    await first;
    expect((await reload).kind).toBe('webgpu');
    expect([...holding]).toEqual(['webgpu']);
  });
});

describe('loads that overlap', () => {
  it('end with the newest one, and never put two models into memory', async () => {
    const { engine, clock, holding, mostHeld, memory } = create({ loadMs: 40 });
    const first = engine.load(MODEL, { engine: 'webgpu' }).catch(nameOf);
    await clock.advance(10);
    const second = engine.load(MODEL, { engine: 'cpu' });
    await clock.advance(100);
    expect(await first).toBe('AbortError');
    expect((await second).kind).toBe('cpu');
    expect([...holding]).toEqual(['cpu']);
    expect(memory).toEqual(['webgpu takes', 'webgpu frees', 'cpu takes']);
    expect(mostHeld()).toBe(1);
  });

  it('that are cancelled in the middle of a fallback leave nothing in memory', async () => {
    const { engine, webgpu, clock, holding, moves } = create({ loadMs: 40 });
    webgpu.failNext({ at: 'load', code: 'engine/no-library' });
    const controller = new AbortController();
    const load = engine.load(MODEL, { signal: controller.signal }).catch(nameOf);
    await clock.advance(50);
    expect([...holding]).toEqual(['cpu']);
    controller.abort();
    await clock.advance(100);
    expect(await load).toBe('AbortError');
    expect(holding.size).toBe(0);
    expect(moves.map(({ failure }) => failure)).toEqual([null]);
  });

  it('a draft that waits for a move can be stopped without stopping the move', async () => {
    const { engine, webgpu, clock, load, draft } = create({ loadMs: 40 });
    await load();
    webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
    const waiting = textOf(engine);
    await clock.advance(20);
    void engine.interrupt();
    await clock.advance(0);
    expect(await waiting).toBe(' (interrupted)');
    expect(await draft()).toBe('cpu one two three.');
  });

  it('unloading stops everything and frees the memory', async () => {
    const { engine, clock, holding, draft } = create({ loadMs: 40 });
    const load = engine.load(MODEL).catch(nameOf);
    await clock.advance(20);
    await engine.unload();
    expect(await load).toBe('AbortError');
    expect(holding.size).toBe(0);
    expect(await draft()).toBe('(engine/not-loaded)');
  });
});
