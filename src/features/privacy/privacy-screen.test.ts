import { expect, it } from 'vitest';
import { storyEvidence, storySelfTest } from '../../../e2e/stories/story-privacy.ts';
import type { EvidenceFile } from '../../domain/privacy/evidence/evidence-files.ts';
import { describeReport, type SelfTestReport } from '../../domain/privacy/self-test.ts';
import { ReadroomError } from '../../domain/errors/readroom-error.ts';
import { createManualClock, type ManualClock } from '../../platform/clock/manual-clock.ts';
import type { SelfTest } from '../../platform/self-test/self-test-port.ts';
import { createPrivacyScreen, type PrivacyScreen } from './privacy-screen.ts';

interface Bench {
  readonly screen: PrivacyScreen;
  readonly clock: ManualClock;
  readonly saved: { readonly name: string; readonly paths: readonly string[] }[];
  /** What was told of runs that ended. */
  readonly reports: readonly SelfTestReport[];
  /** How often the self-test was run. */
  readonly runs: () => number;
}

function open(save: () => Promise<void> = () => Promise.resolve()): Bench {
  const clock = createManualClock(1_000);
  const real = storySelfTest(clock);
  let runs = 0;
  const selfTest: SelfTest = {
    ownHost: real.ownHost,
    run: (options) => {
      runs++;
      return real.run(options);
    },
  };
  const saved: Bench['saved'] = [];
  const reports: SelfTestReport[] = [];
  const screen = createPrivacyScreen({
    selfTest,
    evidence: storyEvidence(clock),
    onReport: (report) => reports.push(report),
    async save(name: string, files: readonly EvidenceFile[]) {
      await save();
      saved.push({ name, paths: files.map(({ path }) => path) });
    },
  });
  return { screen, clock, saved, reports, runs: () => runs };
}

/** Long enough for every way out, each of which takes some milliseconds. */
const WHOLE_MS = 5_000;

it('fills as results come, and says the outcome in one sentence at the end', async () => {
  const { screen, clock } = open();
  const tested = screen.test();
  await clock.advance(20);
  expect(screen.getState().work).toBe('testing');
  expect(screen.getState().results.length).toBeGreaterThan(0);
  expect(screen.getState().report).toBeNull();
  await clock.advance(WHOLE_MS);
  await tested;
  const { work, report } = screen.getState();
  expect(work).toBe('none');
  expect(report?.ended).toBe('complete');
  expect(report === null ? '' : describeReport(report)).toMatch(/^0 of \d+ observable ways out leaked/);
});

it('what is cancelled keeps what was known, says so, and can be begun anew', async () => {
  const { screen, clock } = open();
  const tested = screen.test();
  await clock.advance(20);
  const known = screen.getState().results.length;
  screen.cancel();
  await clock.advance(0);
  await tested;
  const { work, report, results, error } = screen.getState();
  expect([work, error]).toEqual(['none', null]);
  expect(report === null ? '' : describeReport(report)).toMatch(/^Cancelled\./);
  expect(results.filter(({ verdict }) => verdict.kind !== 'untried')).toHaveLength(known);
  const again = screen.test();
  await clock.advance(WHOLE_MS);
  await again;
  expect(screen.getState().report?.ended).toBe('complete');
});

it('a decoy that is no host, or is our own, is refused before anything is tried', async () => {
  const { screen, runs } = open();
  for (const [decoy, code] of [
    ['http://a/b?c', 'privacy/bad-decoy'],
    ['ris.example', 'privacy/own-decoy'],
  ] as const) {
    screen.setState({ decoy });
    await screen.test();
    expect(screen.getState().error?.code).toBe(code);
  }
  expect(runs()).toBe(0);
});

it('evidence uses the last test where that was whole and of the same decoy, and tests first otherwise', async () => {
  const { screen, clock, saved, reports, runs } = open();
  const exported = async (): Promise<void> => {
    const done = screen.exportEvidence();
    await clock.advance(WHOLE_MS);
    await done;
  };
  await exported();
  await exported();
  expect(runs()).toBe(1);
  screen.setState({ decoy: '10.0.0.7:8080' });
  await exported();
  expect(runs()).toBe(2);
  // Whoever keeps what is known to leak hears of every run, whatever it was made for.
  expect(reports).toHaveLength(2);
  expect(saved).toHaveLength(3);
  expect(saved[0]?.name).toBe('readroom-privacy-evidence.zip');
  expect(saved[0]?.paths).toContain('environment.json');
  expect(screen.getState().said).toContain('1 different, 0 missing');
});

it('one thing at a time: what is asked for meanwhile is not begun', async () => {
  const { screen, clock, saved, runs } = open();
  const tested = screen.test();
  await screen.exportEvidence();
  await clock.advance(WHOLE_MS);
  await tested;
  expect([runs(), saved.length]).toEqual([1, 0]);
});

it('a pack that cannot be saved is an error, and nothing goes on', async () => {
  const { screen, clock } = open(() => Promise.reject(new ReadroomError('library/export-refused')));
  const done = screen.exportEvidence();
  await clock.advance(WHOLE_MS);
  await done;
  expect(screen.getState()).toMatchObject({ work: 'none', said: '' });
  expect(screen.getState()).toMatchObject({ asked: 'evidence', error: { code: 'library/export-refused' } });
});
