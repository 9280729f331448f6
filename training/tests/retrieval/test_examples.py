import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from readroom_training.data.deidentified import has_marks
from readroom_training.prompt.build import Example
from readroom_training.retrieval.examples import ExampleHistory

MARKS = json.loads((Path(__file__).parents[3] / "src/domain/retrieval/fixtures/marks.json").read_text(encoding="utf-8"))
EFFUSION = "Small left pleural effusion with atelectasis."


@dataclass(frozen=True)
class Written:
    id: str
    findings: str
    impression: str


REPORTS = [
    Written("clear", "The lungs are clear.", "Normal chest."),
    Written("left", EFFUSION, "Left effusion."),
    Written("right", "Small right pleural effusion.", "Right effusion."),
    Written("large", "Large effusion.", "Large effusion."),
]


def impressions(examples: list[Example]) -> list[str]:
    return [example.impression for example in examples]


def test_the_most_similar_reports_come_with_the_most_similar_last() -> None:
    history = ExampleHistory(REPORTS)
    assert impressions(history.choose(EFFUSION)) == ["Large effusion.", "Right effusion.", "Left effusion."]
    assert impressions(history.choose(EFFUSION, limit=1)) == ["Left effusion."]
    assert history.choose(EFFUSION, limit=0) == []
    assert history.choose("Knee: torn meniscus.") == []


def test_a_report_is_never_its_own_example() -> None:
    assert impressions(ExampleHistory(REPORTS).choose(EFFUSION, id="left")) == ["Large effusion.", "Right effusion."]


def test_another_study_with_the_same_words_serves_but_not_where_the_answer_is_known() -> None:
    history = ExampleHistory([*REPORTS, Written("later", EFFUSION, "Left effusion.")])
    assert impressions(history.choose(EFFUSION, limit=1, id="left")) == ["Left effusion."]
    known = history.choose(f"{EFFUSION} ", id="left", impression=" Left effusion.")
    assert impressions(known) == ["Large effusion.", "Right effusion."]


def test_the_same_findings_with_another_impression_serve_where_the_answer_is_known() -> None:
    history = ExampleHistory([*REPORTS, Written("other", EFFUSION, "As before.")])
    assert impressions(history.choose(EFFUSION, limit=1, id="left", impression="Left effusion.")) == ["As before."]


def test_the_same_pair_is_one_example_however_often_it_was_written() -> None:
    copies = [Written(f"copy of {each.id}", f" {each.findings}\n", each.impression) for each in REPORTS]
    history = ExampleHistory([*REPORTS, *copies])
    assert len(history) == len(REPORTS)
    assert impressions(history.choose(EFFUSION)) == ["Large effusion.", "Right effusion.", "Left effusion."]


def test_reports_that_cannot_be_examples_are_counted() -> None:
    history = ExampleHistory(
        [
            Written("a", EFFUSION, " \n"),
            Written("b", "", "Normal."),
            Written("c", EFFUSION, "Normal chest x-XXXX."),
            Written("d", f"{EFFUSION} XXXX is seen.", "Effusion."),
        ]
    )
    assert history.left == {"empty": 2, "marked": 1}
    assert impressions(history.choose(EFFUSION)) == ["Effusion."]


def test_of_two_reports_with_one_id_the_later_counts() -> None:
    history = ExampleHistory([*REPORTS, Written("left", "Fracture of the clavicle.", "Fracture.")])
    assert impressions(history.choose(EFFUSION)) == ["Large effusion.", "Right effusion."]
    assert impressions(history.choose("A clavicle")) == ["Fracture."]
    gone = ExampleHistory([*REPORTS, Written("left", "", "")])
    assert (len(gone), gone.left) == (3, {"empty": 1})


@pytest.mark.parametrize(
    ("text", "marked"), [(t, True) for t in MARKS["marked"]] + [(t, False) for t in MARKS["plain"]]
)
def test_marks_of_deidentification_are_seen_as_the_app_sees_them(text: str, marked: bool) -> None:
    assert has_marks(text) is marked
