"""From one row or JSON object to a report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from readroom_training.data.limits import MAX_META_CHARS, MAX_REPORT_CHARS, MAX_SECTION_CHARS
from readroom_training.data.readers.options import Columns, RecordOptions
from readroom_training.data.records import Rejected, Report, Split
from readroom_training.data.rejections import reject
from readroom_training.data.sections.extract import extract_sections
from readroom_training.data.sections.headers import Headers, Kind
from readroom_training.data.splits import known_split, split_names
from readroom_training.data.text import clean, is_text, meta_value
from readroom_training.errors import TrainingError

_META = ("modality", "body_part", "procedure", "date")
_FLAGS = ("novel", "seen")
_TRUE = frozenset({"true", "1", "yes"})
_SELECTABLE = (*_META, *_FLAGS, "split")
NAMES = tuple(field.name for field in fields(Columns))


@dataclass(frozen=True, slots=True)
class RecordForm:
    """Everything that is the same for all rows of a source."""

    columns: Mapping[str, str]  # of Columns' fields to names in the export; only those to be read
    splits: Mapping[str, Split]
    only: Mapping[str, frozenset[str]]
    headers: Headers
    unlabelled: bool

    @staticmethod
    def of(options: RecordOptions, where: str) -> "RecordForm":
        """@raises TrainingError `config/out-of-range`, `config/wrong-type`"""
        given = {name: getattr(options.columns, name) for name in NAMES}
        columns = {name: column or name for name, column in given.items() if column or name != "report"}
        if "report" in columns:
            del columns["findings"], columns["impression"]
        return RecordForm(
            columns,
            split_names(options.splits, f"{where}.splits"),
            {name: _selection(name, values, where) for name, values in options.only.items()},
            options.sections.headers(),
            options.sections.unlabelled,
        )


def _selection(name: str, values: object, where: str) -> frozenset[str]:
    if name not in _SELECTABLE:
        raise TrainingError(
            "config/unknown-key", f"{where}.only has no key {name[:80]}; known are {', '.join(_SELECTABLE)}."
        )
    if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
        raise TrainingError("config/wrong-type", f"{where}.only.{name} must be a list of texts.")
    return frozenset(clean(value).casefold() for value in values)


def record_report(get: Callable[[str], str | None], form: RecordForm, where: str, row_id: str) -> Report | Rejected:
    """The report of a row whose column `name` is `get(name)` (None: no such column); `row_id` serves without an id."""
    values = {field: get(column) for field, column in form.columns.items()}
    texts = [value for value in values.values() if value is not None]
    if not all(map(is_text, texts)):
        return reject(where, "bad-encoding")
    meta = {name: meta_value(values.get(name) or "") for name in _META}
    meta |= {name: _flag(values.get(name)) for name in _FLAGS}
    split_name = meta_value(values.get("split") or "")
    for name, wanted in form.only.items():
        if (split_name if name == "split" else meta[name]).casefold() not in wanted:
            return reject(where, "not-selected")
    split = known_split(split_name, form.splits)
    if split is None and split_name:
        return reject(where, "bad-value")
    found = _texts(values, form)
    if isinstance(found, str):
        return reject(where, found)
    findings, impression, more = found
    identity = row_id if values.get("id") is None else clean(values["id"] or "")
    if not identity or len(identity) > MAX_META_CHARS:
        return reject(where, "no-id" if not identity else "bad-value")
    patient = clean(values.get("patient") or "") or None
    meta = {name: value for name, value in {**meta, **more}.items() if value}
    return Report(identity, findings, impression, split, patient, meta)


def _texts(values: Mapping[str, str | None], form: RecordForm) -> tuple[str, str, dict[str, str]] | str:
    if "report" in values:
        whole = values["report"] or ""
        if len(whole) > MAX_REPORT_CHARS:
            return "too-long"
        found = extract_sections(whole, form.headers, form.unlabelled)
        if isinstance(found, str):
            return found
        more = {"findings_from": found.findings_from, "addendum": "true" if found.addendum else ""}
        return found.findings, found.impression, more
    given = (values.get("findings") or "", values.get("impression") or "")
    if max(map(len, given)) > MAX_SECTION_CHARS:
        return "too-long"
    findings = clean(form.headers.without_own(given[0], Kind.FINDINGS))
    impression = clean(form.headers.without_own(given[1], Kind.IMPRESSION))
    if not findings:
        return "no-findings"
    return (findings, impression, {"findings_from": "labelled"}) if impression else "no-impression"


def _flag(value: str | None) -> str:
    if value is None or not value.strip():
        return ""
    return "true" if value.strip().casefold() in _TRUE else "false"
