import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReadroomError } from '../errors/readroom-error.ts';
import { createDraftingRunner, type DraftingRunner, type SourcedExample } from './drafting-runner.ts';
import { reportContent } from './open-report.ts';
import { activityOf } from './standing.ts';
import type { DraftGenerator, TextEvent } from './text-engine.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const USAGE = {
  prefilled: 1,
  reused: 0,
  proposed: 0,
  verified: 0,
  decoded: 2,
  timeToFirstTokenMs: 1,
  prefillMs: 1,
  decodeMs: 1,
};
const MODEL = { id: 'm', manifestSha256: 'a'.repeat(64) };

/** Echoes the findings word by word, one every 10 ms; knows how many of it ran at once. */
function createEcho(): DraftGenerator & { most: number; calls: string[] } {
  let running = 0;
  const echo = {
    most: 0,
    calls: [] as string[],
    async *generate(findings: string, signal: AbortSignal): AsyncGenerator<TextEvent> {
      running++;
      echo.most = Math.max(echo.most, running);
      echo.calls.push(findings);
      try {
        for (const word of findings.split(' ')) {
          await new Promise((resolve) => setTimeout(resolve, 10));
          if (signal.aborted) break;
          yield { type: 'text', text: ` ${word}` };
        }
        yield { type: 'done', finish: signal.aborted ? 'interrupted' : 'stop', usage: USAGE };
      } finally {
        running--;
      }
    },
  };
  return echo;
}

function createRunner(examples: readonly SourcedExample[] = []): DraftingRunner {
  return createDraftingRunner({
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    pauseMs: () => 600,
    chooseExamples: () => examples,
    onChange: () => undefined,
  });
}

describe('the drafting runner', () => {
  it('waits for the pause, restarted by every keystroke', async () => {
    const runner = createRunner();
    const echo = createEcho();
    runner.setModel(MODEL, echo);
    for (const text of ['a', 'a b', 'a b c']) {
      runner.dispatch({ type: 'findings-edited', text });
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(echo.calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(echo.calls).toEqual(['a b c']);
    expect(runner.getState().impression.text).toBe('a b c');
  });

  it('runs one generation at a time and ends with the newest findings', async () => {
    const runner = createRunner();
    const echo = createEcho();
    runner.setModel(MODEL, echo);
    for (let edit = 0; edit < 30; edit++) {
      runner.dispatch({ type: 'findings-edited', text: `one two three ${edit}` });
      await vi.advanceTimersByTimeAsync(edit % 3 === 0 ? 615 : 200);
    }
    await vi.advanceTimersByTimeAsync(5_000);
    expect(echo.most).toBe(1);
    expect(runner.getState().impression.text).toBe('one two three 29');
    expect(activityOf(runner.getState())).toBe('idle');
  });

  it('tells which examples found room, with the draft and with what is stored of it', async () => {
    const examples = ['a', 'b', 'c'].map((text, savedAt) => ({
      findings: text,
      impression: text,
      source: { reportId: `report ${text}`, savedAt },
    }));
    const runner = createRunner(examples);
    const given: unknown[] = [];
    runner.setModel(MODEL, {
      // eslint-disable-next-line @typescript-eslint/require-await -- a generator that has everything at hand
      async *generate(_findings, _signal, shown) {
        given.push(shown);
        yield { type: 'examples', used: 2 };
        yield { type: 'text', text: 'Clear.' };
        yield { type: 'done', finish: 'stop', usage: USAGE };
      },
    });
    runner.dispatch({ type: 'findings-edited', text: 'Lungs.' });
    await vi.advanceTimersByTimeAsync(1_000);
    const used = examples.slice(1).map(({ source }) => source);
    expect(given).toEqual([examples]);
    expect(runner.getState().impression.draft?.examples).toEqual(used);
    expect(reportContent(runner.getState()).provenance?.examples).toEqual(used);
  });

  it('tells that the model read the findings exchanged, of that draft alone and with what is stored of it', async () => {
    const runner = createRunner();
    runner.setModel(MODEL, {
      // eslint-disable-next-line @typescript-eslint/require-await -- a generator that has everything at hand
      async *generate(text) {
        if (text.startsWith('Right')) yield { type: 'exchanged' };
        yield { type: 'text', text };
        yield { type: 'done', finish: 'stop', usage: USAGE };
      },
    });
    for (const [text, sides] of [
      ['Right effusion.', 'exchanged'],
      ['Left effusion.', undefined],
    ] as const) {
      runner.dispatch({ type: 'findings-edited', text });
      await vi.advanceTimersByTimeAsync(1_000);
      expect(runner.getState().impression.text).toBe(text);
      expect(reportContent(runner.getState()).provenance?.sides).toBe(sides);
    }
  });

  it('names a failure and loses the message of an unknown one, which might quote the findings', async () => {
    const runner = createRunner();
    const failing = (error: Error): DraftGenerator => ({
      generate: () => {
        throw error;
      },
    });
    runner.setModel(MODEL, failing(new ReadroomError('draft/findings-too-long', '9 tokens, room for 8')));
    runner.dispatch({ type: 'findings-edited', text: 'secret' });
    await vi.advanceTimersByTimeAsync(700);
    expect(runner.getState().error?.code).toBe('draft/findings-too-long');
    runner.setModel(MODEL, failing(new TypeError('secret')));
    runner.dispatch({ type: 'regenerate-requested' });
    await vi.advanceTimersByTimeAsync(10);
    expect(runner.getState().error).toEqual({ code: 'app/unexpected', detail: 'TypeError' });
  });

  it('does not hang on an engine that ends without saying so', async () => {
    const runner = createRunner();
    runner.setModel(MODEL, {
      async *generate() {
        await Promise.resolve();
        yield { type: 'text' as const, text: 'half' };
      },
    });
    runner.dispatch({ type: 'findings-edited', text: 'a' });
    await vi.advanceTimersByTimeAsync(700);
    expect(runner.getState()).toMatchObject({ run: null, error: { code: 'app/unexpected' } });
    expect(runner.getState().impression.text).toBe('half');
  });
});
