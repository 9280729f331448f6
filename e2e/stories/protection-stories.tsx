import type { ReactNode } from 'react';
import type { AppState } from '../../src/app/app-state.ts';
import { StartTrouble } from '../../src/app/start-trouble.tsx';
import { ReadroomError } from '../../src/domain/errors/readroom-error.ts';
import { UnlockScreen } from '../../src/features/lock/unlock-screen.tsx';
import { RequiredPassphrase } from '../../src/features/protection/required-passphrase.tsx';
import type { ProtectionStoryName } from './story-names.ts';
import type { StoryOptions, StoryServices } from './story-services.ts';

interface ProtectionStory {
  readonly services: StoryOptions;
  /** In the place of the app. */
  readonly screen?: (outside: StoryServices) => ReactNode;
  readonly play: (state: AppState) => Promise<void>;
}

const READY = { installed: true, msPerToken: 1 };
const LOCKED = { ...READY, passphrase: 'four unrelated words here' };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function press(name: string): void {
  for (const button of document.querySelectorAll('button'))
    if (button.textContent === name || button.ariaLabel === name) button.click();
}

/** Opens the settings where they are about what is stored, and presses what is named. */
const settingsAt =
  (id: string, ...names: readonly string[]) =>
  async (): Promise<void> => {
    await sleep(300);
    press('Settings');
    await sleep(600);
    for (const name of names) press(name);
    await sleep(200);
    document.getElementById(id)?.scrollIntoView();
    await sleep(200);
  };

function type(name: string, text: string): void {
  const field = document.querySelector<HTMLInputElement>(`input[name="${name}"], input[type="${name}"]`);
  if (field !== null) field.value = text;
}

const lockScreen = (waits: number) => (outside: StoryServices) => (
  <UnlockScreen
    waitBefore={() => Promise.resolve(waits)}
    clock={outside.services.clock}
    onUnlock={() => Promise.reject(new ReadroomError('vault/wrong-passphrase'))}
  />
);

/** What is stored: protected, locked, taken along. */
export const PROTECTION_STORIES: Record<ProtectionStoryName, ProtectionStory> = {
  demo: { services: READY, play: settingsAt('protection-title') },
  protected: { services: LOCKED, play: settingsAt('protection-title', 'Change passphrase') },
  backup: { services: LOCKED, play: settingsAt('backup-title', 'Make a backup') },
  'audit-log': { services: LOCKED, play: settingsAt('audit-title', 'Verify') },
  locked: { services: LOCKED, screen: lockScreen(0), play: () => sleep(300) },
  'locked-wait': {
    services: LOCKED,
    screen: lockScreen(32_000),
    async play() {
      await sleep(200);
      type('password', 'not the passphrase');
      document.querySelector('form')?.requestSubmit();
      await sleep(300);
    },
  },
  'passphrase-required': {
    services: READY,
    screen: (outside) => <RequiredPassphrase vault={outside.services.vault} onSet={() => undefined} />,
    async play() {
      await sleep(200);
      type('new', 'short');
      document.querySelector('form')?.requestSubmit();
      await sleep(300);
    },
  },
  'policy-unreadable': {
    services: READY,
    screen: () => (
      <StartTrouble error={new ReadroomError('app/policy-unreadable')} onReload={() => undefined} />
    ),
    play: () => sleep(300),
  },
};
