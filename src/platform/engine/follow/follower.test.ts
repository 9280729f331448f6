import { describe, expect, test } from 'vitest';
import { fc } from '../../../testing/properties.ts';
import { createFakeTokenModel, FAKE_STOP, FAKE_VOCABULARY, nextToken } from './fake-token-model.ts';
import type { FollowCost } from './follow-cost.ts';
import { createFollower, type Follower } from './follower.ts';
import type { Lookup } from './proposals.ts';

const never = new AbortController().signal;
const STATIC = [5, 6, 7, 8, 9, 10];
const request = (promptTokens: readonly number[], maxNewTokens = 24) => ({
  promptTokens,
  maxNewTokens,
  temperature: 0,
  stopTokens: [FAKE_STOP],
});

interface Outcome {
  readonly draft: readonly number[];
  readonly finish: string;
  readonly cost: FollowCost;
}

async function run(
  follower: Follower,
  prompt: readonly number[],
  max = 24,
  signal: AbortSignal = never,
): Promise<Outcome> {
  const draft: number[] = [];
  const { finish, cost } = await follower.run(request(prompt, max), {
    signal,
    onTokens: (tokens) => draft.push(...tokens),
  });
  return { draft, finish, cost };
}

/** What the model writes token by token, without any cache or proposal. */
function cold(prompt: readonly number[], max = 24): { draft: number[]; finish: string } {
  const draft: number[] = [];
  while (draft.length < max) {
    const token = nextToken([...prompt, ...draft]);
    if (token === FAKE_STOP) return { draft, finish: 'stop' };
    draft.push(token);
  }
  return { draft, finish: 'length' };
}

const token = fc.integer({ min: 1, max: FAKE_VOCABULARY - 1 });
/** Findings as they are edited: typed on, changed in the middle, cut, replaced, taken back. */
const edit = fc.oneof(
  fc.record({
    kind: fc.constant('append' as const),
    tokens: fc.array(token, { minLength: 1, maxLength: 12 }),
  }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(40),
    tokens: fc.array(token, { maxLength: 6 }),
  }),
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat(40), count: fc.nat(10) }),
  fc.record({ kind: fc.constant('paste' as const), tokens: fc.array(token, { maxLength: 40 }) }),
  fc.record({ kind: fc.constant('undo' as const) }),
  fc.record({ kind: fc.constant('same' as const) }),
);
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function* states(start: readonly number[], edits: readonly Edit[]): Generator<readonly number[]> {
  const history: (readonly number[])[] = [start];
  yield start;
  for (const change of edits) {
    const now = history.at(-1) ?? [];
    switch (change.kind) {
      case 'append':
        history.push([...now, ...change.tokens]);
        break;
      case 'insert':
        history.push(now.toSpliced(change.at, 0, ...change.tokens));
        break;
      case 'delete':
        history.push(now.toSpliced(change.at, change.count));
        break;
      case 'paste':
        history.push(change.tokens);
        break;
      case 'undo':
        if (history.length > 1) history.pop();
        break;
      case 'same':
        break;
    }
    yield history.at(-1) ?? [];
  }
}

const LOOKUPS: (Lookup | null)[] = [
  null,
  { match: 1, block: 3, patience: 9 },
  { match: 2, block: 8, patience: 1 },
];
const session = fc.record({
  start: fc.array(token, { maxLength: 30 }),
  edits: fc.array(edit, { minLength: 1, maxLength: 8 }),
  stepTokens: fc.integer({ min: 1, max: 40 }),
  max: fc.integer({ min: 1, max: 30 }),
  lookup: fc.constantFrom(...LOOKUPS),
});

describe('following edits', () => {
  test('whatever is edited, the draft equals a cold run and every count adds up', async () => {
    let agreedWhole = 0;
    let agreedPartly = 0;
    await fc.assert(
      fc.asyncProperty(session, async ({ start, edits, stepTokens, max, lookup }) => {
        const model = createFakeTokenModel(stepTokens);
        const follower = createFollower(model, { monotonic: () => 0, lookup });
        for (const findings of states(start, edits)) {
          const prompt = [...STATIC, ...findings, 11];
          // A GPU that turns out slow or fast changes its step between two runs.
          model.stepTokens = 1 + ((stepTokens + prompt.length) % 40);
          const before = model.calls.length;
          const held = [...model.cache];
          const { draft, finish, cost } = await run(follower, prompt, max);

          expect({ draft, finish }).toEqual(cold(prompt, max));
          expect(cost.reused + cost.prefilled).toBe(prompt.length);
          expect(cost.verified + cost.decoded).toBe(draft.length);
          expect(cost.verified).toBeLessThanOrEqual(cost.proposed);
          // The cache holds the prompt and the draft, at most without its last token.
          const whole = [...prompt, ...draft];
          expect(model.cache).toEqual(whole.slice(0, model.cache.length));
          expect(model.cache.length).toBeGreaterThanOrEqual(whole.length - 1);
          // Nothing that was held and still counts is computed again, and nothing is computed twice.
          expect(held.slice(0, cost.reused)).toEqual(prompt.slice(0, cost.reused));
          const computed = model.calls.slice(before).flat().length;
          const steps = model.calls.length - before;
          expect(computed).toBeLessThanOrEqual(cost.prefilled + cost.proposed + cost.decoded);
          expect(steps).toBeLessThanOrEqual(Math.ceil(cost.prefilled / model.stepTokens) + draft.length);
          if (draft.length > 0 && cost.decoded === 0) agreedWhole += 1;
          else if (cost.verified > 0) agreedPartly += 1;
        }
      }),
      { numRuns: 400 },
    );
    // The property is worth something only if both kinds of agreement happen.
    expect(agreedWhole).toBeGreaterThan(20);
    expect(agreedPartly).toBeGreaterThan(20);
  });

  test('an abort at any point leaves a state from which the next draft is right', async () => {
    await fc.assert(
      fc.asyncProperty(
        session,
        fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
        async ({ start, edits, stepTokens, max, lookup }, aborts) => {
          let calls = 0;
          let abortAt = Number.POSITIVE_INFINITY;
          let controller = new AbortController();
          const model = createFakeTokenModel(stepTokens, () => {
            calls += 1;
            if (calls > abortAt) controller.abort();
          });
          const follower = createFollower(model, { monotonic: () => 0, lookup });
          let index = 0;
          for (const findings of states(start, edits)) {
            const prompt = [...STATIC, ...findings, 11];
            const expected = cold(prompt, max);
            controller = new AbortController();
            abortAt = calls + (aborts[index++ % aborts.length] ?? 0);
            const broken = await run(follower, prompt, max, controller.signal);
            expect(broken.draft).toEqual(expected.draft.slice(0, broken.draft.length));
            expect(broken.cost.verified + broken.cost.decoded).toBe(broken.draft.length);
            expect(model.cache).toEqual([...prompt, ...broken.draft].slice(0, model.cache.length));
            if (index % 2 === 0) continue;
            abortAt = Number.POSITIVE_INFINITY;
            const again = await run(follower, prompt, max);
            expect({ draft: again.draft, finish: again.finish }).toEqual(expected);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what a run costs', () => {
  const prompt = [...STATIC, 3, 1, 4, 1, 5];

  test('an unchanged prompt costs one forward pass and no decode step', async () => {
    const model = createFakeTokenModel(64);
    const follower = createFollower(model, { monotonic: () => 0 });
    const first = await run(follower, prompt);
    const before = model.calls.length;
    const again = await run(follower, prompt);
    expect(again.draft).toEqual(first.draft);
    expect(model.calls.length - before).toBe(1);
    expect(again.cost).toMatchObject({
      reused: prompt.length - 1,
      prefilled: 1,
      proposed: first.draft.length,
      verified: first.draft.length,
      decoded: 0,
    });
  });

  test('an unchanged draft longer than a step is verified in steps, not token by token', async () => {
    const model = createFakeTokenModel(4);
    const follower = createFollower(model, { monotonic: () => 0 });
    const first = await run(follower, prompt, 20);
    const before = model.calls.length;
    const again = await run(follower, prompt, 20);
    expect(again.draft).toEqual(first.draft);
    expect(again.cost).toMatchObject({ verified: first.draft.length, decoded: 0 });
    expect(model.calls.length - before).toBeLessThanOrEqual(Math.ceil(first.draft.length / 4) + 1);
  });

  test('a stop token that comes earlier than in the proposal ends the draft there', async () => {
    const model = createFakeTokenModel(64);
    const follower = createFollower(model, { monotonic: () => 0 });
    const { draft } = await run(follower, prompt);
    expect(draft.length).toBeGreaterThan(4);
    const stop = draft[3] ?? 0;
    const seen: number[] = [];
    const { finish, cost } = await follower.run(
      { ...request(prompt), stopTokens: [stop] },
      { signal: never, onTokens: (tokens) => seen.push(...tokens) },
    );
    const end = draft.indexOf(stop);
    expect(finish).toBe('stop');
    expect(seen).toEqual(draft.slice(0, end));
    expect(cost).toMatchObject({ verified: end, decoded: 0 });
    expect(model.cache).toEqual([...prompt, ...draft.slice(0, end)]);
  });

  test('a shorter limit cuts the proposal, computes nothing beyond it and ends by length', async () => {
    const model = createFakeTokenModel(64);
    const follower = createFollower(model, { monotonic: () => 0 });
    const { draft } = await run(follower, prompt);
    const cut = await run(follower, prompt, 3);
    expect(cut).toMatchObject({ draft: draft.slice(0, 3), finish: 'length' });
    expect(cut.cost).toMatchObject({ proposed: 3, verified: 3, decoded: 0 });
    expect(model.cache.length).toBe(prompt.length + 2);
  });

  test('an aborted run computes no further step', async () => {
    const controller = new AbortController();
    const model = createFakeTokenModel(2, () => controller.abort());
    const follower = createFollower(model, { monotonic: () => 0 });
    const { finish, cost } = await run(follower, prompt, 24, controller.signal);
    expect(finish).toBe('interrupted');
    expect(model.calls.length).toBe(1);
    expect(cost).toMatchObject({ reused: 0, prefilled: 2, decoded: 0 });
  });

  test('what an interrupted run did not reach is proposed again', async () => {
    let controller = new AbortController();
    let stopAfter = Number.POSITIVE_INFINITY;
    const model = createFakeTokenModel(8, () => {
      if (--stopAfter === 0) controller.abort();
    });
    const follower = createFollower(model, { monotonic: () => 0 });
    const { draft } = await run(follower, prompt);
    controller = new AbortController();
    stopAfter = 1;
    const typed = [...prompt, 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3];
    expect(await run(follower, typed, 24, controller.signal)).toMatchObject({
      draft: [],
      finish: 'interrupted',
    });
    stopAfter = Number.POSITIVE_INFINITY;
    const again = await run(follower, prompt);
    expect(again.draft).toEqual(draft);
    expect(again.cost).toMatchObject({ proposed: draft.length, verified: draft.length, decoded: 0 });
  });

  test('drawn tokens are computed one by one and nothing is proposed', async () => {
    const model = createFakeTokenModel(64);
    const follower = createFollower(model, { monotonic: () => 0 });
    await run(follower, prompt);
    const seen: number[] = [];
    const { cost } = await follower.run(
      { ...request(prompt), temperature: 0.7 },
      { signal: never, onTokens: (tokens) => seen.push(...tokens) },
    );
    expect(cost).toMatchObject({ proposed: 0, verified: 0, decoded: seen.length, reused: prompt.length - 1 });
  });

  test('times are told apart: until the first choice, and after it', async () => {
    let now = 0;
    const model = createFakeTokenModel(4, () => (now += 10));
    const { draft, cost } = await run(createFollower(model, { monotonic: () => now }), prompt, 5);
    expect(draft.length).toBeGreaterThan(1);
    const steps = Math.ceil(prompt.length / 4);
    expect(cost.prefillMs).toBe(steps * 10);
    expect(cost.decodeMs).toBe((model.calls.length - steps) * 10);
  });
});
