"""Statistics as text for a terminal."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

# Groups shown per split; all are in the JSON.
MAX_SHOWN = 8


def render(values: Mapping[str, Any]) -> str:
    """The tables of what `Stats.as_json` gives."""
    splits: dict[str, Any] = values["splits"]
    parts = [f"{values['reports']:,} reports, {values['rejected']['total']:,} rejected"]
    if splits:
        parts += [_counts(splits), _lengths(splits), _groups(splits)]
    if values["leakage"]:
        parts.append(_leakage(values["leakage"], values["policy"]))
    if values["rejected"]["total"]:
        parts.append(_rejected(values["rejected"]["by_code"]))
    return "\n\n".join(parts) + "\n"


def _counts(splits: Mapping[str, Any]) -> str:
    rows: list[list[str]] = [["", *splits]]
    for title, path in (
        ("reports", ("reports",)),
        ("naming a patient", ("with_patient",)),
        ("abnormal", ("abnormal",)),
        ("with an addendum", ("with_addendum",)),
        ("masked words in findings", ("marked_findings",)),
        ("masked words in impression", ("marked_impressions",)),
        ("repeated ids", ("duplicates", "ids")),
        ("repeated pairs", ("duplicates", "pairs")),
        ("repeated findings", ("duplicates", "findings")),
        ("template findings", ("duplicates", "template_reports")),
        ("commonest impression", ("duplicates", "commonest_impression")),
    ):
        counts = [reduce(lambda values, key: values[key], path, one) for one in splits.values()]
        rows.append([title, *map(_with_share, counts, [one["reports"] for one in splits.values()])])
    return _align(rows)


def _lengths(splits: Mapping[str, Any]) -> str:
    names = ("mean", "min", "p50", "p90", "p95", "p99", "max")
    rows = [["length of", "in", *names]]
    for split, one in splits.items():
        for unit in ("words", "tokens"):
            for text, lengths in (one[unit] or {}).items():
                numbers = [f"{lengths[name]:,.1f}" if name == "mean" else f"{lengths[name]:,}" for name in names]
                rows.append([f"{split} {text}", unit, *numbers])
    return _align(rows)


def _groups(splits: Mapping[str, Any]) -> str:
    rows = [["", "value", "reports"]]
    for split, one in splits.items():
        for group in ("modality", "body_part", "findings_from", "year"):
            counted = list(one[group].items())
            for value, count in counted[:MAX_SHOWN]:
                rows.append([f"{split} {group}", value, f"{count:,}"])
            if rest := sum(count for _, count in counted[MAX_SHOWN:]):
                rows.append([f"{split} {group}", f"{len(counted) - MAX_SHOWN} more", f"{rest:,}"])
    return _align(rows)


def _leakage(leakage: Mapping[str, Any], policy: str) -> str:
    rows = [["training reports that share with", *leakage]]
    for title, name in (
        ("the identifier", "same_id"),
        ("the patient", "same_patient"),
        ("findings and impression", "same_pair"),
        ("the findings", "same_findings"),
        ("nearly the findings", "near_findings"),
    ):
        rows.append([title, *(f"{one[name]:,}" for one in leakage.values())])
    rows.append(["its reports", *(f"{one['held_out']:,}" for one in leakage.values())])
    rows.append(["of these seen in training", *(_with_share(one["seen"], one["held_out"]) for one in leakage.values())])
    told = {
        "report": "they are trained on (leakage: report)",
        "drop": "those with the identifier, the patient or nearly the findings are left out (leakage: drop)",
        "refuse": "with any of them training does not begin (leakage: refuse)",
    }
    return _align(rows) + f"\n{told[policy]}"


def _rejected(by_code: Mapping[str, Any]) -> str:
    lines = ["rejected, with the first places"]
    for code, one in by_code.items():
        lines.append(f"  {one['count']:>9,}  {code}: {one['reason']}")
        lines += [f"             {place}" for place in one["first"]]
    return "\n".join(lines)


def _with_share(count: int, total: int) -> str:
    return f"{count:,} ({count / total:.1%})" if total else f"{count:,}"


def _align(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell; the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([first, *others]).rstrip())
    return "\n".join(lines)
