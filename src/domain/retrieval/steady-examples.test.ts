import { describe, expect, it } from 'vitest';
import { createExampleHistory } from './example-history.ts';
import { createSteadyChoice } from './steady-examples.ts';

const REPORTS = {
  heart: 'The heart is normal.',
  lungs: 'The lungs are clear.',
  effusion: 'Small left pleural effusion.',
  nodule: 'Nodule in the right upper lobe.',
  fracture: 'Fracture of the left clavicle.',
};

function setUp(): { choose: (findings: string, id?: string) => string[]; remove: (id: string) => void } {
  const history = createExampleHistory();
  for (const [id, findings] of Object.entries(REPORTS)) history.put({ id, findings, impression: `${id}.` });
  const steady = createSteadyChoice(history);
  return {
    choose: (findings, id = 'open') => steady({ findings, id }, 1).map((example) => example.id),
    remove: (id) => history.remove(id),
  };
}

describe('examples while a person types', () => {
  it('stay while they are among the best, though not the very best any more', () => {
    const { choose } = setUp();
    expect(choose('The heart is normal.')).toEqual(['heart']);
    expect(choose('Heart normal. The lungs are clear.')).toEqual(['heart']);
    expect(choose('Heart normal. The lungs are clear.', 'another')).toEqual(['lungs']);
  });

  it('change when better ones have come', () => {
    const { choose } = setUp();
    expect(choose('The heart')).toEqual(['heart']);
    expect(choose('Fracture of the left clavicle, left pleural effusion')).toEqual(['fracture']);
  });

  it('change when they are gone, and come when there were none', () => {
    const { choose, remove } = setUp();
    expect(choose('Meniscus')).toEqual([]);
    expect(choose('Meniscus, and the heart')).toEqual(['heart']);
    remove('heart');
    expect(choose('Meniscus, and the heart')).not.toContain('heart');
    expect(choose('')).toEqual([]);
  });
});
