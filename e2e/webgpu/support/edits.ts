import { createRandom } from '../../../src/testing/generators/random.ts';

const SENTENCES = [
  'The lungs are clear.',
  'No pleural effusion or pneumothorax.',
  'The heart size is normal.',
  'There is a small left pleural effusion with adjacent atelectasis.',
  'Mild pulmonary edema.',
  'A right chest tube is in place.',
  'No acute osseous abnormality.',
];
/** Findings that would leave no room for a draft in the tiny model's window are cut. */
const MOST_CHARACTERS = 450;

export type EditKind = 'append' | 'insert' | 'delete' | 'paste' | 'replace' | 'undo';

export interface Edit {
  readonly kind: EditKind;
  /** The findings after it. */
  readonly text: string;
}

/** Findings as they change under a person's hands; the same seed gives the same edits. */
export function randomEdits(seed: number, count: number): Edit[] {
  const random = createRandom(seed);
  const sentence = (): string => random.pick(SENTENCES);
  const past = [SENTENCES.slice(0, 3).join(' ')];
  const edits: Edit[] = [];
  for (let i = 0; i < count; i++) {
    const text = past.at(-1) ?? '';
    const kind = random.pick<EditKind>(['append', 'append', 'insert', 'delete', 'paste', 'replace', 'undo']);
    const at = random.integer(text.length + 1);
    const end = at + 1 + random.integer(20);
    const next = {
      append: () => `${text} ${sentence()}`,
      insert: () => `${text.slice(0, at)}${random.pick(['s', 'x', ' mild', ', small'])}${text.slice(at)}`,
      delete: () => text.slice(0, at) + text.slice(end),
      paste: () => `${text.slice(0, at)} ${sentence()} ${sentence()} ${text.slice(at)}`,
      replace: () => text.slice(0, at) + sentence() + text.slice(end),
      undo: () => past.at(-2) ?? text,
    }[kind]();
    const kept = next.length > MOST_CHARACTERS ? next.slice(-MOST_CHARACTERS / 2) : next;
    past.push(kept);
    edits.push({ kind, text: kept });
  }
  return edits;
}
