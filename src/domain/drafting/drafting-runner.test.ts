import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReadroomError } from '../errors/readroom-error.ts';
import { createDraftingRunner, type DraftingRunner } from './drafting-runner.ts';
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

function createRunner(): DraftingRunner {
  return createDraftingRunner({
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    pauseMs: () => 600,
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
