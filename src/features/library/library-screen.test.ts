import { expect, it } from 'vitest';
import { createManualClock } from '../../platform/clock/manual-clock.ts';
import { createLibraryScreen, type LibraryScreen } from './library-screen.ts';

const TEMPLATE = { name: 'edited', systemMessage: '', template: '{findings}', stop: [] };

function bench(): { screen: LibraryScreen; clock: ReturnType<typeof createManualClock>; said: () => string } {
  const clock = createManualClock();
  const verification = { at: 1, files: 2, bytes: 3, damaged: [] };
  const job = { result: Promise.resolve(verification), pause: () => undefined, resume: () => undefined };
  const screen = createLibraryScreen({
    jobs: { verify: () => job, exportModel: () => Promise.reject(new Error('not here')) as never },
    exportTargets: {
      canWrite: false,
      chooseFolder: () => Promise.resolve(null),
      chooseFile: () => Promise.resolve(null),
      download: () => undefined,
    },
    clock,
  });
  return { screen, clock, said: () => screen.getState().said };
}

it('says what was done until something else is looked at, and no longer than it may be true', async () => {
  const { screen, clock, said } = bench();
  screen.say('Notes saved.');
  screen.showTab('prompt');
  expect(said()).toBe('');
  screen.say('A was removed.');
  screen.show({ kind: 'add' });
  expect(said()).toBe('');
  screen.say('B was removed.');
  await clock.advance(6_000);
  screen.say('C was removed.');
  await clock.advance(6_000);
  expect(said()).toBe('C was removed.');
  await clock.advance(6_000);
  expect(said()).toBe('');
});

it('forgets of a removed model how its check ended and what was written of its prompt, and of no other', async () => {
  const { screen } = bench();
  screen.writePrompt('a', { template: TEMPLATE, isUsable: true });
  screen.writePrompt('b', { template: TEMPLATE, isUsable: true });
  await screen.verify({ id: 'a', name: 'A' });
  screen.forget('b');
  expect(screen.getState().run?.outcome?.tone).toBe('good');
  screen.forget('a');
  expect(screen.getState().run).toBeNull();
  expect(screen.getState().drafts.size).toBe(0);
});
