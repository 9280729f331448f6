"""The problems that a chest radiograph report can name, and which of them stands for which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from .lists import read_list
from .phrases import PhraseIndex, parse_phrase

# The owner of phrases that look like a problem and are none.
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Concept:
    id: str
    name: str
    category: str
    # Incidental or long known: an impression may leave it out.
    minor: bool
    is_a: Sequence[str]
    # Findings from which a reader may conclude this; each rule holds all that it needs.
    implied_by: Sequence[frozenset[str]]


@dataclass(frozen=True)
class Lexicon:
    concepts: dict[str, Concept]
    index: PhraseIndex
    # The concept of each phrase of `index`, or NOTHING.
    owners: Sequence[str]
    # The concept itself and everything it is a kind of.
    ancestors: dict[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    concepts: dict[str, Concept] = {}
    phrases, owners = [], []
    for entry in read_list("lexicon.json")["concepts"]:
        concept = Concept(
            id=entry["id"],
            name=entry["name"],
            category=entry["category"],
            minor=entry.get("minor", False),
            is_a=entry.get("isA", []),
            implied_by=[frozenset(rule.split("+")) for rule in entry.get("impliedBy", [])],
        )
        concepts[concept.id] = concept
        for term in entry["terms"]:
            phrases.append(parse_phrase(term, stemmed=True))
            owners.append(concept.id)
    for term in read_list("lexicon.json")["nothing"]:
        phrases.append(parse_phrase(term, stemmed=True))
        owners.append(NOTHING)
    ancestors = {id: frozenset(_ancestors(id, concepts)) for id in concepts}
    return Lexicon(concepts, PhraseIndex(phrases), owners, ancestors)


def supports(found: Iterable[str], concept: str) -> bool:
    """
    Do the concepts `found` in the findings carry `concept` in an impression? They do when one is it or a kind of it,
    or when `concept` may be concluded from one (or from all that a rule needs).
    """
    broader = _broader(found)
    rules = lexicon().concepts[concept].implied_by
    return concept in broader or any(broader.issuperset(rule) for rule in rules)


def leads_to(finding: str, conclusion: str, found: Iterable[str]) -> bool:
    """Does `finding`, alone or with others of `found`, carry `conclusion`? It must have a part in it."""
    own = lexicon().ancestors[finding]
    broader = _broader(found)
    rules = lexicon().concepts[conclusion].implied_by
    return conclusion in own or any(broader.issuperset(rule) and not own.isdisjoint(rule) for rule in rules)


def _broader(found: Iterable[str]) -> set[str]:
    return {ancestor for id in found for ancestor in lexicon().ancestors[id]}


def _ancestors(id: str, concepts: dict[str, Concept]) -> set[str]:
    reached: set[str] = set()
    pending = [id]
    while pending:
        current = pending.pop()
        if current not in reached:
            reached.add(current)
            pending.extend(concepts[current].is_a)
    return reached
