import type { DeviceWatch } from './device-watch.ts';
import type { GpuModel } from './gpu-model.ts';

/** When a test wants the GPU device to be lost. */
export type LossMoment =
  | { readonly at: 'now' }
  /** While weights are uploaded, once so many bytes are. */
  | { readonly at: 'upload'; readonly afterBytes: number }
  /** During the first step of the next prompt. */
  | { readonly at: 'prefill' }
  /** During the given step after the prompt of the next draft, counted from 1. */
  | { readonly at: 'decode'; readonly token: number };

export interface LossInjection {
  arm(moment: LossMoment): void;
  /** Call when a draft begins. */
  beginRun(): void;
  /** The same model, losing its device in the middle of the armed step. */
  wrap(model: GpuModel): GpuModel;
}

export function createLossInjection(watch: DeviceWatch): LossInjection {
  let armed: LossMoment | null = null;
  let stepsAfterPrompt = 0;
  let endUpload = (): void => undefined;

  const lose = (): void => {
    armed = null;
    endUpload();
    watch.destroy();
  };
  const chosen = (): void => {
    const due =
      stepsAfterPrompt === 0
        ? armed?.at === 'prefill'
        : armed?.at === 'decode' && stepsAfterPrompt >= armed.token;
    if (due) lose();
    stepsAfterPrompt += 1;
  };

  return {
    arm(moment) {
      endUpload();
      armed = moment;
      if (moment.at === 'now') lose();
      if (moment.at !== 'upload') return;
      endUpload = watch.onWrite((bytes) => {
        if (armed?.at === 'upload' && bytes >= armed.afterBytes) lose();
      });
    },
    beginRun() {
      stepsAfterPrompt = 0;
    },
    wrap: (model) => ({
      get stepTokens() {
        return model.stepTokens;
      },
      logits: (tokens) => model.logits(tokens),
      pop: (count) => model.pop(count),
      append(tokens) {
        const work = model.append(tokens);
        if (armed?.at === 'prefill') lose();
        return work;
      },
      verify(tokens) {
        const work = model.verify(tokens);
        chosen();
        return work;
      },
      sample(tokens, temperature) {
        const work = model.sample(tokens, temperature);
        chosen();
        return work;
      },
    }),
  };
}
