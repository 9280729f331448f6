import type { ReactNode } from 'react';
import type { AppState } from '../../src/app/app-state.ts';
import { activityOf } from '../../src/domain/drafting/standing.ts';
import { SAMPLE_FINDINGS } from '../../src/domain/report/samples.ts';
import { createReport } from '../../src/domain/report/report.ts';
import { INSTALL_STORIES } from './install-stories.ts';
import { LIBRARY_STORIES } from './library-stories.ts';
import { PRIVACY_STORIES } from './privacy-stories.ts';
import { PROTECTION_STORIES } from './protection-stories.tsx';
import type { StoryName } from './story-names.ts';
import type { StoryOptions, StoryServices } from './story-services.ts';
import { sleep, until } from './until.ts';

interface Story {
  readonly services: StoryOptions;
  /** In the place of the app. */
  readonly screen?: (outside: StoryServices) => ReactNode;
  readonly play: (state: AppState, outside: StoryServices) => Promise<void>;
}

const PNEUMONIA = SAMPLE_FINDINGS[1]?.findings ?? '';
const LONG = SAMPLE_FINDINGS.map((sample) => sample.findings).join(' ');
const READY = { installed: true, msPerToken: 1 };
const CARD = { installed: true, msPerToken: 1, card: true };
const SLOW = { installed: true, msPerToken: 400 };

const type = (state: AppState, text: string): void =>
  state.workspace.dispatch({ type: 'findings-edited', text });

async function ready(state: AppState): Promise<void> {
  await until(() => state.session.getState().phase === 'ready');
}

async function drafted(state: AppState, text: string): Promise<void> {
  await ready(state);
  const before = state.workspace.getState().drafting.usage;
  type(state, text);
  await until(() => state.workspace.getState().drafting.usage !== before);
  await until(() => activityOf(state.workspace.getState().drafting) === 'idle');
  await sleep(400);
}

const nothing = (): Promise<void> => sleep(100);

/** Every state of the screen that has to look right. */
export const STORIES: Record<StoryName, Story> = {
  'first-run': { services: { installed: false, msPerToken: 1 }, play: nothing },
  installing: {
    services: { installed: false, msPerToken: 1 },
    async play(state, outside) {
      await until(() => state.session.getState().phase === 'absent');
      type(state, PNEUMONIA);
      void state.session.install();
      await until(() => outside.progress.report !== null);
      outside.progress.report?.({
        phase: 'download',
        doneBytes: 61_200_000,
        totalBytes: 143_400_000,
        resumedBytes: 0,
        bytesPerSecond: 11_400_000,
        file: 'params_shard_1.bin',
      });
      await sleep(400);
    },
  },
  empty: { services: READY, play: ready },
  typing: {
    services: READY,
    async play(state) {
      await ready(state);
      state.session.setState({});
      type(state, PNEUMONIA.slice(0, 92));
      state.workspace.dispatch({ type: 'stop-requested' });
      await sleep(400);
    },
  },
  streaming: {
    services: SLOW,
    async play(state) {
      await ready(state);
      type(state, PNEUMONIA);
      await until(() => state.workspace.getState().drafting.impression.text.split(' ').length > 6);
    },
  },
  drafted: { services: READY, play: (state) => drafted(state, PNEUMONIA) },
  stale: {
    services: READY,
    async play(state) {
      await drafted(state, PNEUMONIA);
      type(state, `${PNEUMONIA} The nasogastric tube ends in the stomach.`);
      state.workspace.dispatch({ type: 'stop-requested' });
      await sleep(400);
    },
  },
  offer: {
    services: READY,
    async play(state) {
      await drafted(state, SAMPLE_FINDINGS[0]?.findings ?? '');
      state.workspace.dispatch({
        type: 'impression-edited',
        text: 'Right lower lobe pneumonia. Small effusion.',
      });
      type(state, PNEUMONIA);
      await until(() => state.workspace.getState().drafting.offer?.outcome === 'complete');
      await sleep(400);
    },
  },
  accepted: {
    services: READY,
    async play(state) {
      await drafted(state, PNEUMONIA);
      state.workspace.dispatch({ type: 'accept-requested' });
      await sleep(400);
    },
  },
  error: {
    services: READY,
    async play(state, outside) {
      await ready(state);
      outside.cpu.failNext({ at: 'generate', code: 'engine/not-loaded', afterTokens: 5 });
      type(state, PNEUMONIA);
      await until(() => state.workspace.getState().drafting.error !== null);
      await sleep(400);
    },
  },
  elsewhere: {
    services: READY,
    async play(state, outside) {
      await drafted(state, PNEUMONIA);
      const report = await outside.services.reports.get(state.workspace.getState().reportId);
      if (report !== null)
        await outside.services.reports.save({ ...report, impression: 'Written elsewhere.' });
      await until(() => state.workspace.getState().elsewhere !== null);
    },
  },
  long: {
    services: { ...READY, text: `${LONG.slice(0, 700)} Recommend comparison with earlier studies.` },
    play: (state) => drafted(state, LONG),
  },
  reports: {
    services: READY,
    async play(state, outside) {
      for (let index = 0; index < 40; index++) {
        const sample = SAMPLE_FINDINGS[index % SAMPLE_FINDINGS.length];
        if (sample === undefined) continue;
        await outside.services.reports.save({
          ...createReport(outside.services.createId(), Date.now() - index * 3_600_000),
          findings: sample.findings,
          impression: index % 3 === 0 ? '' : `${sample.title}. No acute change.`,
        });
      }
      await drafted(state, PNEUMONIA);
      state.reports.open();
      await sleep(500);
    },
  },
  settings: {
    services: READY,
    async play(state) {
      await drafted(state, PNEUMONIA);
      document.querySelector<HTMLButtonElement>('button[aria-label="Settings"]')?.click();
      await sleep(600);
    },
  },
  commands: {
    services: READY,
    async play(state) {
      await drafted(state, PNEUMONIA);
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: true }));
      await sleep(900);
    },
  },
  'cpu-note': {
    services: READY,
    async play(state) {
      await drafted(state, PNEUMONIA);
      document.querySelector<HTMLButtonElement>('button[aria-label^="CPU"]')?.click();
      await sleep(600);
    },
  },
  'gpu-ready': {
    services: CARD,
    async play(state) {
      await drafted(state, PNEUMONIA);
      // One more sentence, and the same impression: verified, not written again.
      await drafted(state, `${PNEUMONIA} The nasogastric tube ends in the stomach.`);
    },
  },
  'gpu-checking': {
    services: { ...CARD, loadMs: 60_000 },
    async play(state) {
      await until(() => state.session.getState().phase === 'loading');
      type(state, PNEUMONIA);
      state.session.setState({ load: { phase: 'check', doneBytes: 0, totalBytes: 0 } });
      await sleep(400);
    },
  },
  'wrong-numbers': {
    services: CARD,
    async play(state, outside) {
      await ready(state);
      outside.webgpu.failNext({ at: 'load', code: 'engine/wrong-numbers' });
      await state.session.reload();
      await drafted(state, PNEUMONIA);
    },
  },
  'device-lost': {
    services: CARD,
    async play(state, outside) {
      await ready(state);
      outside.webgpu.failNext({ at: 'generate', code: 'engine/device-lost', afterTokens: 8 });
      type(state, PNEUMONIA);
      await until(() => state.workspace.getState().drafting.error !== null);
      await sleep(400);
    },
  },
  'cpu-takes-over': {
    services: CARD,
    async play(state, outside) {
      await ready(state);
      outside.cpu.load = () => new Promise(() => undefined);
      outside.webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
      type(state, PNEUMONIA);
      await until(() => state.session.getState().move !== null);
      await sleep(400);
    },
  },
  'gpu-given-up': {
    services: CARD,
    async play(state, outside) {
      await ready(state);
      outside.webgpu.failNext({ at: 'generate', code: 'engine/gpu-given-up', afterTokens: 0 });
      await drafted(state, PNEUMONIA);
    },
  },
  'gpu-forced': {
    services: { ...READY, engine: 'webgpu' },
    async play(state, outside) {
      outside.webgpu.failNext({ at: 'load', code: 'engine/no-webgpu' });
      await state.session.reload();
      type(state, PNEUMONIA);
      await sleep(400);
    },
  },
  'settings-gpu': {
    services: CARD,
    async play(state) {
      await drafted(state, PNEUMONIA);
      document.querySelector<HTMLButtonElement>('button[aria-label="Settings"]')?.click();
      await sleep(600);
    },
  },
  ...INSTALL_STORIES,
  ...LIBRARY_STORIES,
  ...PROTECTION_STORIES,
  ...PRIVACY_STORIES,
};
