import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fc } from '../../testing/properties.ts';
import { ReadroomError } from '../errors/readroom-error.ts';
import { AUTOSAVE_DELAY_MS, createAutosave, type Autosave } from './autosave.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

interface Harness {
  readonly autosave: Autosave<string>;
  readonly stored: string[];
  readonly statuses: string[];
  fail: ReadroomError | null;
}

function create(saveMs = 10): Harness {
  const harness: { -readonly [K in keyof Harness]: Harness[K] } = {
    stored: [],
    statuses: [],
    fail: null,
    autosave: createAutosave<string>({
      after: (ms, task) => {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
      save: async (text) => {
        await new Promise((resolve) => setTimeout(resolve, saveMs));
        if (harness.fail !== null) throw harness.fail;
        harness.stored.push(text);
      },
      onChange: ({ status }) => harness.statuses.push(status),
    }),
  };
  return harness;
}

describe('autosave', () => {
  it('says saved only after the save has completed', async () => {
    const { autosave, stored, statuses } = create();
    autosave.change('a');
    await vi.advanceTimersByTimeAsync(AUTOSAVE_DELAY_MS);
    expect(statuses).toEqual(['unsaved', 'saving']);
    expect(stored).toEqual([]);
    await vi.advanceTimersByTimeAsync(10);
    expect(statuses.at(-1)).toBe('saved');
  });

  it('saves the next document although a save of the one before it still runs', async () => {
    const { autosave, stored } = create(1_000);
    autosave.change('old');
    await vi.advanceTimersByTimeAsync(AUTOSAVE_DELAY_MS);
    autosave.reset();
    autosave.change('new');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(stored).toEqual(['old', 'new']);
    expect(autosave.getState().status).toBe('saved');
  });

  it('never takes the words of the document before for those of this one', async () => {
    const { autosave } = create(1_000);
    autosave.change('old');
    await vi.advanceTimersByTimeAsync(AUTOSAVE_DELAY_MS);
    autosave.reset();
    expect(autosave.unsaved()).toBeNull();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(autosave.unsaved()).toBeNull();
  });

  it('does not wait for the typing to end', async () => {
    const { autosave, stored } = create();
    for (let key = 0; key < 20; key++) {
      autosave.change(`text ${key}`);
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(stored.length).toBeGreaterThan(2);
  });

  it('keeps the text of a failed save and tries again', async () => {
    const harness = create();
    harness.fail = new ReadroomError('store/quota-exceeded');
    harness.autosave.change('a');
    await vi.advanceTimersByTimeAsync(AUTOSAVE_DELAY_MS + 10);
    expect(harness.autosave.getState()).toMatchObject({
      status: 'failed',
      error: { code: 'store/quota-exceeded' },
    });
    expect(harness.autosave.unsaved()).toBe('a');
    harness.fail = null;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(harness.stored).toEqual(['a']);
    expect(harness.autosave.getState().status).toBe('saved');
  });

  it('stops at a conflict until another document is opened', async () => {
    const harness = create();
    harness.fail = new ReadroomError('report/changed-elsewhere');
    harness.autosave.change('a');
    await vi.advanceTimersByTimeAsync(1_000);
    harness.fail = null;
    harness.autosave.change('b');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(harness.stored).toEqual([]);
    expect(harness.autosave.unsaved()).toBe('b');
  });

  it('flushes at once, and tells whether everything is durable', async () => {
    const harness = create();
    harness.autosave.change('a');
    const flushed = harness.autosave.flush();
    await vi.advanceTimersByTimeAsync(10);
    expect(await flushed).toBe(true);
    harness.fail = new ReadroomError('report/not-saved');
    harness.autosave.change('b');
    const refused = harness.autosave.flush();
    await vi.advanceTimersByTimeAsync(10);
    expect(await refused).toBe(false);
  });

  it('ends with the newest text stored, whatever the order of edits, failures and pauses', async () => {
    const step = fc.oneof(
      fc.constant({ do: 'change' as const }),
      fc.integer({ min: 0, max: 400 }).map((ms) => ({ do: 'wait' as const, ms })),
      fc.boolean().map((broken) => ({ do: 'break' as const, broken })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const harness = create(30);
        let last: string | null = null;
        let serial = 0;
        for (const s of steps) {
          if (s.do === 'change') harness.autosave.change((last = `text ${serial++}`));
          else if (s.do === 'wait') await vi.advanceTimersByTimeAsync(s.ms);
          else harness.fail = s.broken ? new ReadroomError('report/not-saved') : null;
        }
        harness.fail = null;
        await vi.advanceTimersByTimeAsync(30_000);
        expect(harness.stored.at(-1) ?? null).toBe(last);
        expect(harness.autosave.getState().status).toBe('saved');
      }),
      { numRuns: 100 },
    );
  });
});
