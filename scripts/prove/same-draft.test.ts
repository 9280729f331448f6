import { expect, test } from 'vitest';
import { isSameDraft } from './same-draft.ts';

test('a draft of exchanged findings is the model’s answer exchanged back', () => {
  const draft = { text: 'Right effusion.', exchanged: true };
  expect(isSameDraft(draft, ' Left effusion.')).toBe(true);
  expect(isSameDraft(draft, 'Right effusion.')).toBe(false);
});

test('a draft of findings as they stand is the model’s answer to the letter', () => {
  const draft = { text: 'Right effusion.', exchanged: false };
  expect(isSameDraft(draft, 'Right effusion.\n')).toBe(true);
  expect(isSameDraft(draft, 'Left effusion.')).toBe(false);
  expect(isSameDraft(draft, 'Right effusions.')).toBe(false);
});
