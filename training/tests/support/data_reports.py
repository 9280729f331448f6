"""Reports and rejections as the tests of data sets write them. All text is made up."""

from collections.abc import Iterable, Iterator

from readroom_training.data.records import Rejected, Report


def report(identity: str, findings: str = "Clear lungs.", impression: str = "Normal.", **more: object) -> Report:
    """A report; `more` are further fields of Report."""
    return Report(identity, findings, impression, **more)  # type: ignore[arg-type]


def parted(items: Iterable[Report | Rejected]) -> tuple[list[Report], list[Rejected]]:
    """Reports and rejections, each in order."""
    both = list(items)
    reports = [one for one in both if isinstance(one, Report)]
    return reports, [one for one in both if isinstance(one, Rejected)]


def codes(items: Iterable[Report | Rejected]) -> list[str]:
    """Codes of what was rejected."""
    return [one.code for one in items if isinstance(one, Rejected)]


def texts(items: Iterable[Report | Rejected]) -> Iterator[tuple[str, str, str]]:
    """Identifier, findings and impression of each report."""
    return ((one.id, one.findings, one.impression) for one in items if isinstance(one, Report))
