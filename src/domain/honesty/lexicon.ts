import lists from './lexicon.json' with { type: 'json' };
import { indexPhrases, parsePhrase, type Phrase, type PhraseIndex } from './phrases.ts';

/** A problem that a chest radiograph report can name. */
export interface Concept {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  /** Incidental or long known: an impression may leave it out. */
  readonly minor: boolean;
  readonly isA: readonly string[];
  /** Findings from which a reader may conclude this; each rule names all that it needs. */
  readonly impliedBy: readonly (readonly string[])[];
}

/** The owner of phrases that look like a problem and are none. */
export const NOTHING = '';

export const CONCEPTS: ReadonlyMap<string, Concept> = new Map(
  lists.concepts.map((entry) => [
    entry.id,
    {
      id: entry.id,
      name: entry.name,
      category: entry.category,
      minor: entry.minor ?? false,
      isA: entry.isA ?? [],
      impliedBy: (entry.impliedBy ?? []).map((rule) => rule.split('+')),
    },
  ]),
);

interface OwnedPhrase {
  readonly owner: string;
  readonly phrase: Phrase;
}

const OWNED: readonly OwnedPhrase[] = [
  ...lists.concepts.flatMap(({ id, terms }) => terms.map((term) => owned(id, term))),
  ...lists.nothing.map((term) => owned(NOTHING, term)),
];

function owned(owner: string, term: string): OwnedPhrase {
  return { owner, phrase: parsePhrase(term, 'stem') };
}

export const PHRASES: PhraseIndex = indexPhrases(OWNED.map(({ phrase }) => phrase));

/** The concept of a phrase of PHRASES, or NOTHING. */
export function ownerOf(index: number): string {
  return OWNED[index]?.owner ?? NOTHING;
}

/** The concept itself and everything it is a kind of. */
export function ancestorsOf(concept: string): ReadonlySet<string> {
  return ANCESTORS.get(concept) ?? new Set([concept]);
}

const ANCESTORS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...CONCEPTS.keys()].map((id) => [id, collectAncestors(id)]),
);

function collectAncestors(id: string): ReadonlySet<string> {
  // A set is walked in order of insertion, additions included.
  const reached = new Set([id]);
  for (const current of reached) for (const parent of CONCEPTS.get(current)?.isA ?? []) reached.add(parent);
  return reached;
}

/**
 * Do the concepts `found` in the findings carry `concept` in an impression? They do when one is it or a kind of it, or
 * when `concept` may be concluded from one (or from all that a rule needs).
 */
export function supports(found: Iterable<string>, concept: string): boolean {
  const broader = broaderThan(found);
  return broader.has(concept) || rulesOf(concept).some((rule) => rule.every((part) => broader.has(part)));
}

/** Does `finding`, alone or with others of `found`, carry `conclusion`? It must have a part in it. */
export function leadsTo(finding: string, conclusion: string, found: Iterable<string>): boolean {
  const own = ancestorsOf(finding);
  if (own.has(conclusion)) return true;
  const broader = broaderThan(found);
  return rulesOf(conclusion).some(
    (rule) => rule.some((part) => own.has(part)) && rule.every((part) => broader.has(part)),
  );
}

function rulesOf(concept: string): readonly (readonly string[])[] {
  return CONCEPTS.get(concept)?.impliedBy ?? [];
}

function broaderThan(found: Iterable<string>): Set<string> {
  const broader = new Set<string>();
  for (const id of found) for (const ancestor of ancestorsOf(id)) broader.add(ancestor);
  return broader;
}
