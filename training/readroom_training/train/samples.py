"""Reports as token ids: the prompt as the app builds it, then the impression and the stop token to be learned."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tokenizers import Tokenizer
from torch import Tensor

from readroom_training.augment.apply import augment
from readroom_training.augment.case import Case
from readroom_training.augment.consensus import consensus_targets
from readroom_training.augment.exchange_sides import exchange_sides
from readroom_training.augment.faithful_target import faithful_target
from readroom_training.augment.target_text import target_text
from readroom_training.config.settings import Augment, Prompt
from readroom_training.data.deidentified import has_marks
from readroom_training.data.records import Report
from readroom_training.errors import TrainingError
from readroom_training.fast.packing import NO_LABEL
from readroom_training.honesty.sides import swap_sides
from readroom_training.prompt.build import Example, Part, build_parts, strip_blanks
from readroom_training.prompt.encode import encode_parts, special_token_ids
from readroom_training.prompt.fit import fit_examples
from readroom_training.prompt.laterality import Oriented, orient_examples, orient_findings, orient_pair
from readroom_training.prompt.template import ChatTemplate
from readroom_training.retrieval.examples import ExampleHistory
from readroom_training.train.randomness import random_at


@dataclass(frozen=True, slots=True)
class Sample:
    """`labels[i]` is the token that follows `ids[i]`, or −100 where that is not to be learned; equally long."""

    ids: list[int]
    labels: list[int]
    # What a teacher finds likely in the place of each label: words and shares, [labels, words].
    soft: tuple[Tensor, Tensor] | None = field(default=None, compare=False)


class Encoder:
    """
    Prompts and samples for one tokenizer and template.
    @param canonical_sides as the model config says: everything is read, and learned, in its own orientation
    """

    def __init__(self, tokenizer: Tokenizer, template: ChatTemplate, canonical_sides: bool = False) -> None:
        self.tokenizer, self.template, self._canonical_sides = tokenizer, template, canonical_sides
        self.stops = special_token_ids(tokenizer, template.stop)
        if not self.stops:
            raise TrainingError("train/no-stop", "None of the template's stop texts is a special token of this model.")

    def read(self, findings: str) -> Oriented:
        """The findings as this model reads them."""
        return orient_findings(findings) if self._canonical_sides else Oriented(findings, False)

    def prompt(self, findings: str) -> list[int]:
        """The ids that the app gives the engine for findings alone."""
        return encode_parts(self.tokenizer, build_parts(self.template, self.read(findings).findings))

    def fitted(self, findings: str, examples: Sequence[Example], room: int) -> list[int]:
        """The same with as many of the examples as find room."""
        shown = orient_examples(examples) if self._canonical_sides else examples
        return fit_examples(self.tokenizer, self.template, self.read(findings).findings, shown, room)[0]

    def written(self, findings: str, draft: str) -> str:
        """What the app shows of the model's answer to these findings."""
        return swap_sides(draft) if self.read(findings).exchanged else draft

    def target(self, impression: str) -> tuple[list[int], list[bool]]:
        """
        The impression's ids and the stop token, encoded apart from the prompt, as an engine generates them; and which
        of them belong to a mark of de-identification.
        """
        text = strip_blanks(impression)
        ids = encode_parts(self.tokenizer, [Part("plain", text)])
        marked = self._marked(ids) if has_marks(text) else [False] * len(ids)
        return [*ids, self.stops[0]], [*marked, False]

    def sample(self, case: Case, max_tokens: int, learn_marks: bool = True) -> Sample | None:
        """
        None where prompt and impression do not fit `max_tokens`, even without the examples.
        @param learn_marks whether marks of de-identification in the impression are learned like other words
        """
        findings, impression, examples = case.findings, case.impression, list(case.examples)
        if self._canonical_sides:
            findings, impression = orient_pair(findings, impression)
            examples = orient_examples(examples)
        target, marked = self.target(impression)
        room = max_tokens - len(target)
        prompt, _ = fit_examples(self.tokenizer, self.template, findings, examples, room)
        if len(prompt) > room:
            return None
        labels = [
            NO_LABEL if hidden and not learn_marks else token for token, hidden in zip(target, marked, strict=True)
        ]
        return Sample([*prompt, *target[:-1]], [NO_LABEL] * (len(prompt) - 1) + labels)

    def _marked(self, ids: Sequence[int]) -> list[bool]:
        """Which tokens a mark of de-identification is made of: the shortest runs whose text holds one."""
        pieces = [self.tokenizer.decode([token], skip_special_tokens=False) for token in ids]
        masked = [False] * len(pieces)
        for start in range(len(pieces)):
            # The shortest run of tokens from here that holds a mark; a mark has few tokens.
            for end in range(start + 1, min(start + _LONGEST_MARK, len(pieces)) + 1):
                if has_marks("".join(pieces[start:end])):
                    if not has_marks("".join(pieces[start + 1 : end])):
                        masked[start:end] = [True] * (end - start)
                    break
        return masked


# "[**First Name (STitle) 123**]" in tokens, and some more.
_LONGEST_MARK = 24


class ReportSamples:
    """
    The training reports, each epoch in the form that its augmentation gives it. `left_out` counts those that are never
    learned from, by reason: `marked` or `empty` impressions, `unfaithful` ones that state what the findings do not,
    `long` ones that do not fit prompt.max_tokens.
    """

    def __init__(
        self, reports: Sequence[Report], encoder: Encoder, prompt: Prompt, changes: Augment, seed: int
    ) -> None:
        self._encoder, self._prompt, self._changes, self._seed = encoder, prompt, changes, seed
        self._learn_marks = changes.masked_words != "mask_loss"
        self.left_out = {"marked": 0, "empty": 0, "unfaithful": 0, "long": 0}
        self.reports: list[Report] = []
        self.targets: list[str] = []
        for report in reports:
            target = target_text(report.impression, changes.masked_words)
            if target is None:
                self.left_out["marked" if has_marks(report.impression) else "empty"] += 1
                continue
            if changes.faithful_targets:
                target = faithful_target(report.findings, target)
            if target is None:
                self.left_out["unfaithful"] += 1
            elif self.encode(Case(report.findings, target)) is None:
                self.left_out["long"] += 1
            else:
                self.reports.append(report)
                self.targets.append(target)
        if not self.reports:
            raise TrainingError("train/no-reports", "No training report is left to learn from.")
        self._history = ExampleHistory(self.reports) if prompt.examples.share > 0 else None
        wanted = changes.consensus_targets > 0
        self._consensus = consensus_targets(self.reports, self.targets) if wanted else [None] * len(self.reports)

    def __len__(self) -> int:
        return len(self.reports)

    def lengths(self, epoch: int) -> list[int]:
        """Characters of each sample of an epoch before its augmentation: a measure to sort by."""
        return [_characters(self._case(index, self._random(epoch, index))) for index in range(len(self))]

    def cases(self, epoch: int, index: int) -> list[Case]:
        """
        A report as an epoch shows it, and with `both_sides` again with its sides exchanged; the same for the same seed,
        epoch and report, whoever asks and whenever.
        """
        random = self._random(epoch, index)
        case = self._case(index, random)
        changed = augment(case, self._changes, random)
        # An augmentation may have made it too long; as it was it fits.
        shown = case if self.encode(changed) is None else changed
        mirrored = exchange_sides(shown, random) if self._changes.both_sides else None
        return [shown] if mirrored is None else [shown, mirrored]

    def samples(self, epoch: int, index: int) -> list[Sample]:
        """What a step learns of a report."""
        return [sample for case in self.cases(epoch, index) if (sample := self.encode(case)) is not None]

    def encode(self, case: Case) -> Sample | None:
        """None where it does not fit prompt.max_tokens."""
        return self._encoder.sample(case, self._prompt.max_tokens, self._learn_marks)

    def _random(self, epoch: int, index: int) -> Random:
        return random_at(self._seed, "sample", epoch, self.reports[index].id)

    def _case(self, index: int, random: Random) -> Case:
        report, settings = self.reports[index], self._prompt.examples
        # Drawn whether it is used or not, so that one setting does not move the others.
        by_consensus, drawn = random.random() < self._changes.consensus_targets, random.random()
        count = random.randint(settings.least, settings.most)
        target = (self._consensus[index] if by_consensus else None) or self.targets[index]
        if self._history is None or drawn >= settings.share:
            return Case(report.findings, target)
        chosen = self._history.choose(report.findings, count, report.id, report.impression)
        return Case(report.findings, target, tuple(chosen))


def _characters(case: Case) -> int:
    examples = sum(len(one.findings) + len(one.impression) for one in case.examples)
    return examples + len(case.findings) + len(case.impression)
