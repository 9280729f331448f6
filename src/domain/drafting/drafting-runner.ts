import { asReadroomError } from '../errors/as-readroom-error.ts';
import { ReadroomError } from '../errors/readroom-error.ts';
import type { DraftingStepTaken } from '../audit/audit-of-step.ts';
import type { DraftingEffect, DraftingEvent } from './drafting-events.ts';
import type { Example } from '../prompt/prompt-parts.ts';
import type { ExampleSource } from '../report/report.ts';
import { createDraftingState, type DraftingState, type DraftModel } from './drafting-state.ts';
import type { DraftGenerator } from './text-engine.ts';
import { transition } from './transition.ts';

/** An example and the report that it came from. */
export interface SourcedExample extends Example {
  readonly source: ExampleSource;
}

export interface DraftingPorts {
  /** Calls `task` once after `ms`; the returned function cancels it. */
  readonly after: (ms: number, task: () => void) => () => void;
  /** Length of the pause after which a draft starts, ms; read anew for each pause. */
  readonly pauseMs: () => number;
  /** Earlier reports to show the model before these findings, the most similar last; none where that is not wanted. */
  readonly chooseExamples: (findings: string) => readonly SourcedExample[];
  readonly onChange: (state: DraftingState) => void;
  /** Every step that changed something, after `onChange`. */
  readonly onStep?: (step: DraftingStepTaken) => void;
}

export interface DraftingRunner {
  readonly getState: () => DraftingState;
  readonly dispatch: (event: DraftingEvent) => void;
  /** The model that drafts from now on, or null while none can. */
  readonly setModel: (model: DraftModel | null, generator: DraftGenerator | null) => void;
  readonly dispose: () => void;
}

/** Joins the pure drafting machine with time and an engine. */
export function createDraftingRunner(ports: DraftingPorts): DraftingRunner {
  let state = createDraftingState();
  let generator: DraftGenerator | null = null;
  let cancelPause = (): void => undefined;
  let running: { readonly runId: number; readonly controller: AbortController } | null = null;

  const dispatch = (event: DraftingEvent): void => {
    const before = state;
    const step = transition(state, event);
    const changed = step.state !== state;
    state = step.state;
    for (const effect of step.effects) perform(effect);
    if (!changed) return;
    const after = step.state;
    ports.onChange(state);
    ports.onStep?.({ event, before, after });
  };

  const perform = (effect: DraftingEffect): void => {
    switch (effect.type) {
      case 'wait-for-pause':
        cancelPause();
        cancelPause = ports.after(ports.pauseMs(), () => dispatch({ type: 'pause-elapsed' }));
        return;
      case 'cancel-pause':
        cancelPause();
        return;
      case 'interrupt':
        if (running?.runId === effect.runId) running.controller.abort();
        return;
      case 'generate': {
        const controller = new AbortController();
        running = { runId: effect.runId, controller };
        void run(effect.runId, effect.findings, controller.signal);
      }
    }
  };

  const run = async (runId: number, findings: string, signal: AbortSignal): Promise<void> => {
    // The step that asked for this run is finished before the run reports anything.
    await Promise.resolve();
    try {
      if (generator === null) throw new ReadroomError('engine/not-loaded');
      const examples = ports.chooseExamples(findings);
      for await (const event of generator.generate(findings, signal, examples)) {
        if (event.type === 'examples') {
          const used = examples.slice(examples.length - event.used).map(({ source }) => source);
          dispatch({ type: 'run-prepared', runId, examples: used });
        } else if (event.type === 'exchanged') dispatch({ type: 'run-exchanged', runId });
        else if (event.type === 'text') dispatch({ type: 'run-text', runId, text: event.text });
        else dispatch({ type: 'run-ended', runId, finish: event.finish, usage: event.usage });
      }
      // An engine that ends without `done` must not leave the machine waiting for it.
      if (state.run?.id === runId) throw new ReadroomError('app/unexpected', 'no end of generation');
    } catch (error) {
      dispatch({ type: 'run-failed', runId, error: asReadroomError(error).toTransfer() });
    }
  };

  return {
    getState: () => state,
    dispatch,
    setModel(model, next) {
      generator = next;
      dispatch({ type: 'model-changed', model: next === null ? null : model });
    },
    dispose() {
      cancelPause();
      running?.controller.abort();
    },
  };
}
