// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createDraftingState, type Draft } from '../../domain/drafting/drafting-state.ts';
import { createReport, type Report } from '../../domain/report/report.ts';
import { ExamplesLine } from './examples-line.tsx';

afterEach(cleanup);

const FINDINGS = '6 mm nodule in the right upper lobe.';
const EARLIER: Report = {
  ...createReport('3f1c2e64-7d1b-4a8e-9c55-0d2f6a1b7e90', 1_000),
  findings: '8 mm nodule in the right upper lobe.',
  impression: '8 mm nodule, discussed with Dr Meyer at 14:20.',
};

function show(text: string, changes: Partial<Draft> = {}, stored: Report | null | Error = EARLIER): void {
  const draft: Draft = {
    ...{ text, outcome: 'complete', model: null, findings: FINDINGS, findingsRevision: 1, exchanged: false },
    examples: [{ reportId: EARLIER.id, savedAt: EARLIER.updatedAt }],
    ...changes,
  };
  const drafting = {
    ...createDraftingState(),
    findings: FINDINGS,
    impression: { text, author: 'model' as const, draft },
  };
  const read = (): Promise<Report | null> =>
    stored instanceof Error ? Promise.reject(stored) : Promise.resolve(stored);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ExamplesLine drafting={drafting} readReport={read} />
    </QueryClientProvider>,
  );
}

describe('a draft that was shown earlier reports', () => {
  it('says in one sentence what it took from which of them, beside the words', async () => {
    show('8 mm nodule, discussed with Dr Meyer at 14:20.');
    const note = await screen.findByRole('note');
    expect(note.textContent).toMatch(
      /^“8”, “Dr Meyer” and “14:20” stand in the report “8 mm nodule, discussed with Dr Meyer at 14:20.” of .+, of another patient, and not in these findings\.$/,
    );
  });

  it('says nothing of the kind when it keeps to its findings, or is still being written', async () => {
    show('6 mm nodule.');
    show('8 mm nodule.', { outcome: 'streaming' });
    await screen.findAllByRole('button', { name: 'Drafted with 1 earlier report' });
    await expect(screen.findByRole('note', {}, { timeout: 200 })).rejects.toThrow();
    expect(screen.queryByText(/could not be compared/)).toBeNull();
  });

  it.each([
    ['is gone', null],
    ['cannot be read', new Error('closed')],
  ])('says that it could not be compared when a report %s', async (_what, stored) => {
    show('8 mm nodule.', {}, stored);
    await screen.findByText('1 report that the model was shown could not be compared with this draft.');
    expect(screen.queryByRole('note')).toBeNull();
  });
});
