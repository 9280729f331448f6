import type { AppState } from '../../src/app/app-state.ts';
import { judgeEnforcement } from '../../src/domain/privacy/enforcement.ts';
import { createWebClock } from '../../src/platform/clock/web-clock.ts';
import type { PrivacyStoryName } from './story-names.ts';
import { storySelfTest } from './story-privacy.ts';
import type { StoryOptions } from './story-services.ts';
import { sleep, until } from './until.ts';

interface PrivacyStory {
  readonly services: StoryOptions;
  readonly play: (state: AppState) => Promise<void>;
}

const READY = { installed: true, msPerToken: 1 };
/** As in a browser that does not know the allowlist, on a site that sends everything. */
const LACKING = judgeEnforcement({
  headers: null,
  workerHeaders: null,
  allowlistRefused: false,
  policyRefused: true,
  isolated: true,
});

/** Presses the button when it is there. */
async function press(name: string): Promise<void> {
  const button = (): HTMLButtonElement | undefined =>
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith(name));
  await until(() => button() !== undefined);
  button()?.click();
  await sleep(600);
}

async function page(state: AppState): Promise<void> {
  state.privacyView.setState({ open: true });
  await until(() => document.getElementById('privacy-title') !== null);
  await sleep(300);
}

async function tested(state: AppState): Promise<void> {
  await page(state);
  await press('Run the self-test');
  await until(() => document.querySelector('[data-outcome]') !== null);
  document.getElementById('self-test-title')?.scrollIntoView();
  await sleep(200);
}

async function badge(state: AppState): Promise<void> {
  await until(() => state.session.getState().phase === 'ready');
  await press('On this device');
}

/** What a reviewer sees. */
export const PRIVACY_STORIES: Record<PrivacyStoryName, PrivacyStory> = {
  privacy: { services: { ...READY, enforcement: LACKING }, play: page },
  'privacy-tested': { services: READY, play: tested },
  'privacy-leaks': {
    services: { ...READY, selfTest: storySelfTest(createWebClock(), ['fetch', 'image']) },
    play: tested,
  },
  badge: { services: READY, play: badge },
  'badge-lacking': { services: { ...READY, enforcement: LACKING }, play: badge },
  'badge-leaks': {
    services: { ...READY, selfTest: storySelfTest(createWebClock(), ['fetch', 'image']) },
    async play(state) {
      await tested(state);
      state.privacyView.setState({ open: false });
      await sleep(200);
      await press('On this device');
    },
  },
};
