import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { draftAll, type LoadedModel } from './draft-all.ts';
import type { DraftItem } from './draft-item.ts';
import { openPredictions, type Prediction } from './predictions-file.ts';

const LOADED = {
  install: { manifestSha256: '0' },
  load: { id: 'm', engine: 'cpu', threads: 1 },
} as LoadedModel;
const ITEMS: DraftItem[] = ['clear', 'right effusion', 'left effusion'].map((findings, at) => ({
  id: String(at),
  findings,
  examples: [],
}));

test('what was read as written is not drafted again for the table of sides as written', async () => {
  const asked: string[] = [];
  // The page of a browser, as far as it is used: the findings with the right side first are read exchanged.
  const page = {
    evaluate: (_draft: unknown, input: { findings: string; asWritten: boolean }) => {
      asked.push(`${input.findings}, ${input.asWritten ? 'as written' : 'canonical'}`);
      const exchanged = !input.asWritten && input.findings.startsWith('right');
      const draft = { text: input.findings, finish: 'stop', engine: 'cpu', examples: 0, exchanged };
      return Promise.resolve({ draft });
    },
  } as unknown as Page;
  const readAsWritten = new Map<string, Prediction>();
  const draft = (asWritten: boolean): Promise<Prediction[]> => {
    const nothingKept = openPredictions(null, { model: 'm', manifestSha256: '0', engine: 'cpu' }, new Map());
    return draftAll(page, ITEMS, { ...LOADED, asWritten, readAsWritten }, nothingKept, () => undefined);
  };
  await draft(false);
  const asWritten = await draft(true);

  expect(asked.slice(ITEMS.length)).toEqual(['right effusion, as written']);
  expect(asWritten.map(({ id, prediction }) => [id, prediction])).toEqual(
    ITEMS.map(({ id, findings }) => [id, findings]),
  );
});
