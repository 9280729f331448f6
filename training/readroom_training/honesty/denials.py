"""Findings in which the problems of one sentence are denied."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .lexicon import lexicon, supports
from .mentions import claimed, find_mentions
from .tokens import sentences, stem

# The words of a sentence, without its last point, that says of each of these problems that it is not there.
Wording = Callable[[Sequence[str]], str]

# A sentence with more problems than this would turn into a list that no radiologist writes.
MAX_DENIED = 3

# Nobody writes "No sternotomy": hardware and old surgery are told when they are there.
_NEVER_DENIED = "device"


@dataclass(frozen=True, slots=True)
class Denial:
    """A sentence of findings whose problems can be denied: nothing else in the findings carries them."""

    sentence: int
    concepts: tuple[str, ...]


def deniable(findings: str) -> list[Denial]:
    """Every sentence that claims problems, unless the rest still carries one of them; in order."""
    found = claimed(find_mentions(findings))
    known = lexicon().concepts
    denials: list[Denial] = []
    for sentence in sorted({mention.sentence for mention in found}):
        concepts = tuple(dict.fromkeys(mention.concept for mention in found if mention.sentence == sentence))
        rest = [mention.concept for mention in found if mention.sentence != sentence]
        kept = any(known[id].category == _NEVER_DENIED or supports(rest, id) for id in concepts)
        if len(concepts) <= MAX_DENIED and not kept:
            denials.append(Denial(sentence, concepts))
    return denials


def deny(findings: str, denial: Denial, wording: Wording) -> str:
    """The findings with that sentence replaced by one in which its problems are denied."""
    sentence = sentences(findings)[denial.sentence]
    names = [lexicon().concepts[id].name for id in denial.concepts]
    return findings[: sentence[0].start] + wording(names) + findings[sentence[-1].end :]


def plain_denial(names: Sequence[str]) -> str:
    """IMPORTANT: augment/deny_finding trains on these very words, so a model may know them by heart."""
    return f"No {names[0]}" if len(names) == 1 else f"No {', '.join(names[:-1])} or {names[-1]}"


def _without(names: Sequence[str]) -> str:
    # No commas: behind one, a word such as "chronic" begins a new statement for the rules that read it.
    return f"Without {' or '.join(names)}"


def _resolved(names: Sequence[str]) -> str:
    # A sentence each: after a comma, "… have resolved" is read of the last one alone.
    return ". ".join(f"{name[:1].upper()}{name[1:]} {'have' if _is_plural(name) else 'has'} resolved" for name in names)


def _is_plural(name: str) -> bool:
    last = name.split(" ")[-1]
    return stem(last) != last


# IMPORTANT: no recipe may train on these: they tell whether a model understands a denial or knows the words.
OTHER_DENIALS: tuple[Wording, ...] = (_without, _resolved)
