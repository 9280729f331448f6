import { describe, expect, it } from 'vitest';
import { copiedFromExamples } from './copied-from-examples.ts';

const NODULE = {
  findings: '8 mm nodule in the right upper lobe.',
  impression: '8 mm RUL nodule, discussed with Dr Meyer at 14:20. CT in 3 months.',
};
const FINDINGS = '6 mm nodule in the right upper lobe.';

function copied(
  draft: string,
  findings = FINDINGS,
  examples: Parameters<typeof copiedFromExamples>[1] = [NODULE],
): string[] {
  return copiedFromExamples(findings, examples, draft).map(
    ({ kind, start, end }) => `${kind}: ${draft.slice(start, end)}`,
  );
}

describe('what a draft took from another patient’s report', () => {
  it('is seen: numbers, times, people, and examinations that these findings do not name', () => {
    expect(copied(NODULE.impression)).toEqual([
      ...['number: 8', 'name: Dr', 'name: Meyer', 'number: 14:20', 'number: 3'],
    ]);
    expect(copied('Nodule, as told to Dr. Meyer on follow up CT.')).toEqual([
      ...['name: Dr', 'name: Meyer', 'name: CT'],
    ]);
  });

  it('is not what these findings say themselves, in another unit too', () => {
    expect(copied('6 mm RUL nodule.')).toEqual([]);
    const centimetre = { findings: 'A 1 cm nodule.', impression: '10 mm nodule.' };
    expect(copied('10 mm nodule.', 'There is a 1 cm nodule.', [centimetre])).toEqual([]);
    expect(copied('Compared with CT, 6 mm nodule.', `${FINDINGS} Seen on ct before.`)).toEqual([]);
  });

  it('is not what no example holds: that is invented, and told elsewhere', () => {
    expect(copied('9 mm nodule, seen by Dr Schmidt. Pneumothorax.')).toEqual(['name: Dr']);
    expect(copied(NODULE.impression, FINDINGS, [])).toEqual([]);
  });

  it('is seen in dates, counts in words and ribs', () => {
    const example = {
      findings: 'Two nodules. Fracture of the fifth rib.',
      impression: 'As on 3/4/2021 and 2020-11-30.',
    };
    expect(
      copied('Two nodules, fracture of the fifth rib, as on 3/4/2021 and 2020-11-30.', 'Nodules, fracture.', [
        example,
      ]),
    ).toEqual(
      expect.arrayContaining(['number: Two', 'number: fifth', 'number: 3/4/2021', 'number: 2020-11-30']),
    );
  });

  it('is seen in problems that only the example has, stated or suspected, not in denied ones', () => {
    const example = { findings: 'Large effusion, pneumothorax.', impression: 'Pneumothorax. Effusion.' };
    expect(copied('Nodule. Pneumothorax.', FINDINGS, [example])).toEqual(['problem: Pneumothorax']);
    expect(copied('Nodule. Possible effusion.', FINDINGS, [example])).toEqual(['problem: effusion']);
    expect(copied('Nodule. No pneumothorax.', FINDINGS, [example])).toEqual([]);
  });

  it('is seen in sides, also where the findings name none', () => {
    const example = { findings: 'Left effusion.', impression: 'Left effusion.' };
    expect(copied('Left effusion.', 'Right effusion. The left lung is clear.', [example])).toEqual([
      'side: effusion',
    ]);
    expect(copied('Left effusion.', 'Small effusion.', [example])).toEqual(['side: Left']);
    expect(copied('Left effusion.', 'Bilateral effusions.', [example])).toEqual([]);
  });

  it('is not the number of a list, nor the first word of a sentence', () => {
    const example = { findings: 'Clear.', impression: '1. Normal chest.\n2. Stable. (3) Clear.' };
    expect(copied('1. Normal.\n2. Stable. 3) Clear.', 'Lungs are clear.', [example])).toEqual([]);
    expect(copied('NORMAL CHEST. STABLE.', 'lungs are clear', [example])).toEqual([]);
  });

  it('names the nearest example that holds it', () => {
    const further = { findings: 'Nodule.', impression: 'Seen by Dr Meyer on 5 May.' };
    const found = copiedFromExamples(FINDINGS, [further, NODULE], 'Nodule. As told to Meyer in May.');
    expect(found.map(({ kind, example }) => [kind, example])).toEqual([
      ['name', 1],
      ['name', 0],
    ]);
  });
});
