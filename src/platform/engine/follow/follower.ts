import { commonPrefixLength } from '../common-prefix.ts';
import type { FinishReason } from '../engine-port.ts';
import { noCost, type FollowCost } from './follow-cost.ts';
import { createProposals, type Lookup } from './proposals.ts';
import type { TokenModel } from './token-model.ts';

export interface FollowRequest {
  /** At least one. */
  readonly promptTokens: readonly number[];
  /** The caller sees to it that prompt and impression fit into the context window. */
  readonly maxNewTokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly stopTokens: readonly number[];
}

export interface FollowRun {
  readonly signal: AbortSignal;
  /** Tokens of the impression as they become certain; stop tokens are no part of it. */
  readonly onTokens: (tokens: readonly number[]) => void;
}

/** A model whose KV cache follows a prompt that is being typed. */
export interface Follower {
  /** Ends with `interrupted` when the signal fires; the cache stays usable. Throws only what the model throws. */
  run(request: FollowRequest, run: FollowRun): Promise<{ finish: FinishReason; cost: FollowCost }>;
}

export interface FollowerOptions {
  /** ms */
  readonly monotonic: () => number;
  readonly lookup?: Lookup | null;
}

/**
 * Follows the typing: what the prompt shares with the cache is kept, the rest is popped, and the changed tail is
 * prefilled. The impression of the last run goes along with the tail as a proposal: one forward pass tells the model's
 * own choice after each of its tokens, and as long as the choice is the proposed token, that token is certain without a
 * decode step of its own. Proposals only save steps: with exact arithmetic the output is what a run with an empty cache
 * would give. A GPU rounds a pass of many tokens otherwise than one of few, which can matter where two choices are all
 * but equal: seldom in float32, sooner in float16.
 */
export function createFollower(model: TokenModel, options: FollowerOptions): Follower {
  const { monotonic, lookup = null } = options;
  /** Tokens whose entries are in the model's KV cache: after every step exactly what it holds. */
  const cached: number[] = [];
  let lastDraft: readonly number[] = [];

  const keep = (length: number): void => {
    if (cached.length === length) return;
    model.pop(cached.length - length);
    cached.length = length;
  };

  /** Computes the prompt up to its last step's worth, which is returned: it goes along with the proposal. */
  const prefill = async (
    prompt: readonly number[],
    stepTokens: number,
    cost: FollowCost,
    signal: AbortSignal,
  ): Promise<readonly number[]> => {
    // The last token is always computed: the first token of the impression comes out of it.
    cost.reused = Math.min(commonPrefixLength(cached, prompt), prompt.length - 1);
    keep(cost.reused);
    while (prompt.length - cached.length > stepTokens && !signal.aborted) {
      const piece = prompt.slice(cached.length, cached.length + stepTokens);
      await model.append(piece);
      cached.push(...piece);
      cost.prefilled += piece.length;
    }
    return prompt.slice(cached.length);
  };

  /** Computes `due` and `tried` after it: the model's choices after the last of `due` and after each of `tried`. */
  const choose = async (
    due: readonly number[],
    tried: readonly number[],
    temperature: number,
  ): Promise<readonly number[]> => {
    const tokens = [...due, ...tried];
    const choices =
      temperature > 0 ? [await model.sample(tokens, temperature)] : Array.from(await model.verify(tokens));
    cached.push(...tokens);
    return choices.slice(-tried.length - 1);
  };

  const write = async (
    request: FollowRequest,
    { signal, onTokens }: FollowRun,
    draft: number[],
    cost: FollowCost,
  ): Promise<FinishReason> => {
    const { promptTokens, maxNewTokens, temperature } = request;
    const { stepTokens } = model;
    const stop = new Set(request.stopTokens);
    const proposals = createProposals(lastDraft, lookup);
    let since = monotonic();
    const lap = (): number => {
      const from = since;
      since = monotonic();
      return since - from;
    };
    let due = await prefill(promptTokens, stepTokens, cost, signal);
    cost.prefillMs = lap();
    let prompted = false;
    while (!signal.aborted && draft.length < maxNewTokens) {
      const room = maxNewTokens - draft.length;
      const space = stepTokens - due.length;
      // One more than there is space for: a token needs no cache entry to be compared with the choice before it.
      const offered = temperature > 0 ? [] : proposals.next().slice(0, Math.min(room, space + 1));
      const tried = offered.slice(0, Math.min(room - 1, space));
      const choices = await choose(due, tried, temperature);
      // A step that only adds the token chosen last is a decode step; every other one prefills or verifies.
      if (prompted && tried.length === 0) cost.decodeMs += lap();
      else cost.prefillMs += lap();
      if (!prompted) cost.prefilled += due.length;
      prompted = true;
      const { tokens, foreseen, stopped } = accept(choices, offered, stop);
      cost.proposed += offered.length;
      cost.verified += foreseen;
      cost.decoded += tokens.length - foreseen;
      // What was tried beyond the agreement leaves the cache.
      keep(cached.length - tried.length + Math.min(foreseen, tried.length));
      for (const token of tokens) proposals.accept(token);
      draft.push(...tokens);
      if (tokens.length > 0) onTokens(tokens);
      if (stopped) return 'stop';
      due = tokens.slice(-1);
    }
    return draft.length < maxNewTokens ? 'interrupted' : 'length';
  };

  return {
    async run(request, run) {
      const cost = noCost();
      const draft: number[] = [];
      const finish = await write(request, run, draft, cost);
      // What an interrupted run did not reach is still the best guess for the next one.
      lastDraft = finish === 'interrupted' ? [...draft, ...lastDraft.slice(draft.length)] : draft;
      return { finish, cost };
    },
  };
}

/** The model's choices as far as each rests on what was offered: up to the first that differs, or a stop token. */
function accept(
  choices: readonly number[],
  offered: readonly number[],
  stop: ReadonlySet<number>,
): { readonly tokens: readonly number[]; readonly foreseen: number; readonly stopped: boolean } {
  const tokens: number[] = [];
  for (const choice of choices) {
    if (stop.has(choice)) return { tokens, foreseen: tokens.length, stopped: true };
    tokens.push(choice);
    if (choice !== offered[tokens.length - 1]) return { tokens, foreseen: tokens.length - 1, stopped: false };
  }
  return { tokens, foreseen: tokens.length, stopped: false };
}
