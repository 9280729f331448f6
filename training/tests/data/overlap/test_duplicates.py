from support.data_reports import report

from readroom_training.data.overlap.duplicates import DuplicateCounter, Duplicates


def counted(*reports: tuple[str, str, str]) -> Duplicates:
    counter = DuplicateCounter()
    for one in reports:
        counter.add(report(*one))
    return counter.counts()


def test_equals_are_counted_beyond_the_first_of_each_group() -> None:
    found = counted(
        ("1", "Clear lungs.", "Normal."),
        ("2", "CLEAR  LUNGS", "normal"),
        ("3", "Clear lungs.", "No acute disease."),
        ("3", "Nodule.", "Nodule."),
    )
    assert found == Duplicates(
        reports=4,
        repeated_ids=1,
        repeated_pairs=1,
        repeated_findings=2,
        template_reports=3,
        distinct_impressions=3,
        commonest_impression=2,
    )
    assert found.template_share == 0.75


def test_two_of_a_kind_are_no_template() -> None:
    assert counted(("1", "a", "b"), ("2", "a", "c")).template_reports == 0


def test_nothing_counts_as_nothing() -> None:
    assert counted() == Duplicates(0, 0, 0, 0, 0, 0, 0)
    assert counted().template_share == 0
