import { describe, expect, it } from 'vitest';
import {
  drafted,
  edit,
  end,
  findings,
  ID,
  pause,
  play,
  ready,
  USAGE,
  words,
} from '../../testing/drafting-events.ts';
import { createReport, type Report } from '../report/report.ts';
import type { DraftingEvent } from './drafting-events.ts';
import { reportContent } from './open-report.ts';
import { activityOf, canAccept, impressionStanding } from './standing.ts';
import { transition } from './transition.ts';

describe('the drafting machine', () => {
  it('drafts after a pause and shows the words as a current draft', () => {
    const state = play(drafted);
    expect(state.impression.text).toBe('No acute disease.');
    expect(impressionStanding(state)).toBe('current');
    expect(state.usage).toEqual(USAGE);
  });

  it('keeps an old draft visible and marked stale until the first new words', () => {
    const stale = play([...drafted, findings('Small effusion.'), pause]);
    expect(stale.impression.text).toBe('No acute disease.');
    expect(impressionStanding(stale)).toBe('stale');
    const fresh = play([words('Small', 2)], stale);
    expect(fresh.impression.text).toBe('Small');
    expect(impressionStanding(fresh)).toBe('streaming');
  });

  it('asks for no second run when the findings only gain blanks or come back to what was drafted', () => {
    const blanks = transition(play(drafted), findings('Clear lungs. \n'));
    expect(blanks.effects).toEqual([]);
    const there = play([findings('Clear lungs. X')], play(drafted));
    const back = transition(there, findings('Clear lungs.'));
    expect(back.state.waiting).toBe(false);
    expect(impressionStanding(back.state)).toBe('current');
  });

  it('drafts nothing from empty findings', () => {
    const state = play([ready, findings('x'), findings('  '), pause]);
    expect(state.run).toBeNull();
    expect(activityOf(state)).toBe('idle');
  });

  it('interrupts a run that newer findings overtook and starts the next when it has ended', () => {
    const first = play([ready, findings('a'), pause, words('One')]);
    const overtaken = transition(first, findings('ab'));
    expect(overtaken.effects).toContainEqual({ type: 'interrupt', runId: 1 });
    const queued = transition(overtaken.state, pause);
    expect(queued.effects).toEqual([]);
    const next = transition(queued.state, end(1, 'interrupted'));
    expect(next.effects).toEqual([{ type: 'generate', runId: 2, findings: 'ab' }]);
  });

  it('offers beside an edited impression instead of replacing it', () => {
    const edited = play([
      ...drafted,
      edit('My own words.'),
      findings('Effusion.'),
      pause,
      words('Eff.', 2),
      end(2),
    ]);
    expect(edited.impression).toMatchObject({ text: 'My own words.', author: 'person' });
    expect(edited.offer?.text).toBe('Eff.');
    const accepted = play([{ type: 'accept-requested' }], edited);
    expect(accepted.impression).toMatchObject({ text: 'Eff.', author: 'accepted' });
    expect(play([{ type: 'accept-undone' }], accepted).impression.text).toBe('My own words.');
  });

  it('says of accepted words when they were accepted for earlier findings', () => {
    const accepted = play([...drafted, { type: 'accept-requested' }]);
    expect(impressionStanding(accepted)).toBe('accepted');
    const changed = play([findings('Clear lungs. Effusion.')], accepted);
    expect(changed.impression).toEqual(accepted.impression);
    expect(impressionStanding(changed)).toBe('accepted-earlier');
    expect(impressionStanding(play([findings('Clear lungs. ')], changed))).toBe('accepted');
  });

  it('gives the words to whoever types into a streaming draft, and stops it', () => {
    const streaming = play([ready, findings('a'), pause, words('One two')]);
    const typed = transition(streaming, edit('One two!'));
    expect(typed.effects).toContainEqual({ type: 'interrupt', runId: 1 });
    expect(play([words(' three'), end(1, 'interrupted')], typed.state).impression).toMatchObject({
      text: 'One two!',
      author: 'person',
    });
  });

  it('stops on request, stays stopped, and runs again when asked', () => {
    const stopped = play([ready, findings('a'), pause, words('One'), { type: 'stop-requested' }]);
    expect(impressionStanding(stopped)).toBe('stopped');
    const ended = play([end(1, 'interrupted')], stopped);
    expect(transition(ended, findings('a ')).state.waiting).toBe(false);
    expect(transition(ended, { type: 'regenerate-requested' }).effects).toContainEqual({
      type: 'generate',
      runId: 2,
      findings: 'a',
    });
  });

  it.each([
    'engine/not-loaded',
    'engine/device-lost',
    'engine/gpu-given-up',
    'engine/wrong-numbers',
  ] as const)(
    'marks what an engine left when it failed with %s as incomplete, and touches no findings',
    (code) => {
      const failed: DraftingEvent = { type: 'run-failed', runId: 1, error: { code, detail: '' } };
      const state = play([ready, findings('a'), pause, words('One'), failed]);
      expect(impressionStanding(state)).toBe('incomplete');
      expect([state.impression.text, state.findings, state.error?.code]).toEqual(['One', 'a', code]);
      // Asked again, the whole impression is written anew.
      const again = play([
        ready,
        findings('a'),
        pause,
        words('One'),
        failed,
        { type: 'regenerate-requested' },
      ]);
      expect([again.run?.findings, again.error]).toEqual(['a', null]);
    },
  );

  it('marks what was cut at the length limit as incomplete', () => {
    expect(impressionStanding(play([ready, findings('a'), pause, words('One'), end(1, 'length')]))).toBe(
      'incomplete',
    );
  });

  it('says so when the model writes nothing', () => {
    expect(play([ready, findings('a'), pause, words(' \n'), end()]).error?.code).toBe('draft/empty');
  });

  it('refuses to accept a stale or a streaming draft', () => {
    const stale = play([...drafted, findings('Other.')]);
    expect(canAccept(stale)).toBe(false);
    expect(transition(stale, { type: 'accept-requested' }).state).toBe(stale);
    const streaming = play([ready, findings('a'), pause, words('One')]);
    expect(canAccept(streaming)).toBe(false);
  });

  it('reopens a stored draft as what it was', () => {
    const stored: Report = { ...createReport(ID, 0), ...reportContent(play(drafted)) };
    const reopened = play([ready, { type: 'opened', report: stored }]);
    expect(impressionStanding(reopened)).toBe('current');
    expect(reopened.waiting).toBe(false);
    const cut: Report = {
      ...createReport(ID, 0),
      ...reportContent(play([ready, findings('a'), pause, words('One')])),
    };
    const after = play([ready, { type: 'opened', report: cut }]);
    expect(impressionStanding(after)).toBe('stale');
    expect(after.waiting).toBe(true);
  });
});

/** A person, a clock and an engine in any order; a run id of 0 means the run under way, another any run at all. */
