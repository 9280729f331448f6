import { CONCEPTS, supports } from './lexicon.ts';
import { claimed, findMentions } from './mentions.ts';
import { sentences, stem } from './tokens.ts';

/** A sentence of findings whose problems can be denied: nothing else in the findings carries them. */
export interface Denial {
  readonly sentence: number;
  readonly concepts: readonly string[];
}

/** The words of a sentence, without its last point, that says of each of these problems that it is not there. */
export type Wording = (names: readonly string[]) => string;

/** A sentence with more problems than this would turn into a list that no radiologist writes. */
const MAX_DENIED = 3;

/** Nobody writes "No sternotomy": hardware and old surgery are told when they are there. */
const NEVER_DENIED = 'device';

/** IMPORTANT: augment/deny_finding.py trains on these very words, so a model may know them by heart. */
export const PLAIN_DENIAL: Wording = (names) => `No ${listed(names)}`;

/** IMPORTANT: no recipe may train on these: they tell whether a model understands a denial or knows the words. */
export const OTHER_DENIALS: readonly Wording[] = [without, resolved];

/** Every sentence that claims problems, unless the rest still carries one of them; in order. */
export function deniable(findings: string): Denial[] {
  const all = claimed(findMentions(findings));
  const numbers = [...new Set(all.map(({ sentence }) => sentence))].sort((a, b) => a - b);
  return numbers.flatMap((sentence) => {
    const inside = all.filter((mention) => mention.sentence === sentence);
    const concepts = [...new Set(inside.map(({ concept }) => concept))];
    const rest = all.filter((mention) => mention.sentence !== sentence).map(({ concept }) => concept);
    const isKept = concepts.some(
      (concept) => CONCEPTS.get(concept)?.category === NEVER_DENIED || supports(rest, concept),
    );
    return concepts.length > MAX_DENIED || isKept ? [] : [{ sentence, concepts }];
  });
}

/** The findings with that sentence in place of which its problems are denied. */
export function deny(findings: string, { sentence, concepts }: Denial, wording: Wording): string {
  const tokens = sentences(findings)[sentence];
  const [first] = tokens ?? [];
  const last = tokens?.at(-1);
  if (first === undefined || last === undefined) return findings;
  const names = concepts.map((concept) => CONCEPTS.get(concept)?.name ?? concept);
  return findings.slice(0, first.start) + wording(names) + findings.slice(last.end);
}

function without(names: readonly string[]): string {
  // No commas: behind one, a word such as "chronic" begins a new statement for the rules that read it.
  return `Without ${names.join(' or ')}`;
}

function resolved(names: readonly string[]): string {
  // A sentence each: after a comma, "… have resolved" is read of the last one alone.
  return names.map((name) => `${capitalised(name)} ${isPlural(name) ? 'have' : 'has'} resolved`).join('. ');
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function isPlural(name: string): boolean {
  const last = name.split(' ').at(-1) ?? '';
  return stem(last) !== last;
}
