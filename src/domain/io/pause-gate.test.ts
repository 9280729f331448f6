import { describe, expect, it } from 'vitest';
import { createPauseGate } from './pause-gate.ts';

describe('a pause gate', () => {
  it('lets everything pass until it is held, and again after', async () => {
    const gate = createPauseGate();
    await gate.pass();
    gate.pause();
    let passed = false;
    const waiting = gate.pass().then(() => (passed = true));
    await Promise.resolve();
    expect([gate.paused, passed]).toEqual([true, false]);
    gate.resume();
    await waiting;
    expect([gate.paused, passed]).toEqual([false, true]);
  });

  it('goes on waiting when it is held again before the waiting one woke', async () => {
    const gate = createPauseGate();
    gate.pause();
    let passed = false;
    const waiting = gate.pass().then(() => (passed = true));
    gate.resume();
    gate.pause();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(passed).toBe(false);
    gate.resume();
    await waiting;
    expect(passed).toBe(true);
  });

  it('lets a cancelled job end while it is held', async () => {
    const gate = createPauseGate();
    const controller = new AbortController();
    gate.pause();
    const waiting = gate.pass(controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('ends a job that was cancelled before it came to the gate, held or not', async () => {
    const gate = createPauseGate();
    await expect(gate.pass(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    gate.pause();
    await expect(gate.pass(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
