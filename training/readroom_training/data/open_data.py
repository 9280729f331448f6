"""The reports that a recipe names, one after the other, each with its split."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from readroom_training.config.data_settings import DataSettings, DrawnSplit, Source
from readroom_training.config.decode import decode
from readroom_training.data.overlap.keys import pair_key
from readroom_training.data.overlap.leakage import HeldOut
from readroom_training.data.readers.fhir import read_fhir
from readroom_training.data.readers.json_lines import read_json_lines
from readroom_training.data.readers.mimic_cxr import read_mimic_cxr
from readroom_training.data.readers.openi import read_openi_csv, read_openi_xml
from readroom_training.data.readers.options import FhirOptions, MimicOptions, NoOptions, RecordOptions, TableOptions
from readroom_training.data.readers.table import read_table
from readroom_training.data.records import HELD_OUT, Rejected, Report
from readroom_training.data.rejections import reject
from readroom_training.data.splits import draw_split
from readroom_training.errors import TrainingError


def read_source(source: Source, where: str, root: str = ".") -> Iterator[Report | Rejected]:
    """All reports of a source as its reader yields them; `where` names it in errors, as `data.sources.0`.

    @raises TrainingError `config/…` for options, `data/…` for files that cannot be read at all
    """
    path, options, place = Path(root) / source.path, source.options, f"{where}.options"
    match source.reader:
        case "jsonl":
            return read_json_lines(path, decode(RecordOptions, options, place), place)
        case "table":
            return read_table(path, decode(TableOptions, options, place), place)
        case "openi-xml":
            return read_openi_xml(path, decode(NoOptions, options, place), place)
        case "openi-csv":
            return read_openi_csv(path, decode(NoOptions, options, place), place)
        case "mimic-cxr":
            return read_mimic_cxr(path, decode(MimicOptions, options, place), place)
        case "fhir":
            return read_fhir(path, decode(FhirOptions, options, place), place)


def read_all(settings: DataSettings) -> Iterator[Report | Rejected]:
    """Reports of all sources with their splits, before anything is done about duplicates and leakage."""
    for index, source in enumerate(settings.sources):
        count = 0
        for one in read_source(source, f"data.sources.{index}", settings.root):
            if isinstance(one, Rejected):
                yield one
                continue
            yield with_split(one, source, settings.split)
            count += 1
            if source.limit is not None and count >= source.limit:
                break


def with_split(report: Report, source: Source, drawn: DrawnSplit) -> Report | Rejected:
    """The report in the split that it serves: its own where that is declared, the source's, or a drawn one."""
    if source.split == "drawn":
        split = draw_split(report, drawn)
        return reject(f"report {report.id}", "no-patient") if split is None else replace(report, split=split)
    if source.split == "declared":
        return reject(f"report {report.id}", "no-split") if report.split is None else report
    return replace(report, split=source.split)


def open_data(settings: DataSettings) -> Iterator[Report | Rejected]:
    """Reports to train and to evaluate on, in the order of the sources; paths are relative to `settings.root`.

    Memory does not grow with the reports, but for `deduplicate` (some 80 bytes per training report) and for `leakage`
    other than `report` (the word triples of the held-out reports, which are read first).
    @raises TrainingError `data/leakage` with `leakage: refuse`, and those of `read_source`
    """
    held_out = None if settings.leakage == "report" else HeldOut(_held_out(settings))
    seen: set[int] = set()
    for one in read_all(settings):
        if isinstance(one, Rejected) or one.split != "train":
            yield one
            continue
        if held_out is not None and held_out.shares(one):
            if settings.leakage == "refuse":
                raise TrainingError(
                    "data/leakage",
                    "A training report shares its patient or findings with a held-out one; `data stats` counts them.",
                )
            yield reject(f"report {one.id}", "leaks")
            continue
        if settings.deduplicate:
            key = pair_key(one)
            if key in seen:
                yield reject(f"report {one.id}", "duplicate")
                continue
            seen.add(key)
        yield one


def _held_out(settings: DataSettings) -> Iterator[Report]:
    return (one for one in read_all(settings) if isinstance(one, Report) and one.split in HELD_OUT)


def open_split(settings: DataSettings, split: str) -> Iterator[Report]:
    """Reports of one split; what is rejected is told by `open_data` and by the statistics."""
    return (one for one in open_data(settings) if isinstance(one, Report) and one.split == split)
