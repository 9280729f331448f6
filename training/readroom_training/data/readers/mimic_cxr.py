"""MIMIC-CXR (https://physionet.org/content/mimic-cxr/): free-text reports files/p10/p10000032/s50414267.txt.

The path is the folder that holds `files`, or mimic-cxr-reports.zip as it was downloaded.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from readroom_training.data.files.members import Member, read_members
from readroom_training.data.files.streams import decode_text
from readroom_training.data.limits import MAX_REPORT_FILE_BYTES
from readroom_training.data.readers.mimic_splits import StudySplits, find_split_file
from readroom_training.data.readers.options import MimicOptions
from readroom_training.data.records import Rejected, Report
from readroom_training.data.rejections import reject
from readroom_training.data.sections.extract import extract_sections
from readroom_training.data.sections.headers import Headers
from readroom_training.data.text import is_text

# Subjects and studies have eight digits; the first folder repeats the subject's first two.
_NAME = re.compile(r"(?:^|/)p(?P<subject>(?P<group>\d\d)\d{6})/s(?P<study>\d{8})\.txt$")


def read_mimic_cxr(path: Path, options: MimicOptions, where: str = "options") -> Iterator[Report | Rejected]:
    """One report or rejection per study, then the studies of the list of splits that have no file.

    Without a list of splits the reports have none.
    @raises TrainingError as `read_members` and `StudySplits.read`
    """
    split_file = find_split_file(path, options.split_file)
    splits = None
    if split_file is not None:
        splits = StudySplits(split_file.name)
        yield from splits.read(split_file)
    headers = options.sections.headers()
    reports = path / "files" if (path / "files").is_dir() else path
    for one in read_members(reports, (".txt",), MAX_REPORT_FILE_BYTES):
        if isinstance(one, Rejected):
            yield one
            continue
        position = f"{path.name}/{one.name}"
        name = _NAME.search(one.name)
        if name is None:
            yield reject(position, "not-recognised")
            continue
        split = splits.of(int(name["study"])) if splits else None
        if splits and split is None:
            yield reject(position, "no-split")
            continue
        report = _report(one, position, name, headers, options.sections.unlabelled)
        yield replace(report, split=split) if isinstance(report, Report) else report
    if splits:
        yield from splits.unseen()


def _report(
    member: Member, position: str, name: re.Match[str], headers: Headers, unlabelled: bool
) -> Report | Rejected:
    text = decode_text(member.data)
    if not is_text(text):
        return reject(position, "bad-encoding")
    found = extract_sections(text, headers, unlabelled)
    if isinstance(found, str):
        return reject(position, found)
    meta = {"modality": "XR", "body_part": "chest", "findings_from": found.findings_from}
    if found.addendum:
        meta["addendum"] = "true"
    patient = f"p{name['subject']}"
    return Report(f"s{name['study']}", found.findings, found.impression, None, patient, meta)
