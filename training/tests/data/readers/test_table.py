import gzip
from pathlib import Path

import pytest
from support.data_reports import codes, parted, texts

from readroom_training.config.decode import decode
from readroom_training.data.readers.options import TableOptions
from readroom_training.data.readers.table import read_table
from readroom_training.data.records import Rejected, Report
from readroom_training.errors import TrainingError


def read(path: Path, **options: object) -> list[Report | Rejected]:
    return list(read_table(path, decode(TableOptions, options, "options")))


def write(tmp_path: Path, text: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def test_columns_are_mapped_by_name(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "ACC;BEFUND;FAZIT;PID;MOD;REGION;DATE;SET\n"
        'A1;"Lungs; ""clear""\nand dry.";Normal.;P7;CR;CHEST;2019-03-01;TRN\n',
    )
    columns = {"id": "ACC", "findings": "BEFUND", "impression": "FAZIT", "patient": "PID", "modality": "MOD"}
    columns |= {"body_part": "REGION", "date": "DATE", "split": "SET"}
    (report,) = read(path, columns=columns, delimiter=";", splits={"TRN": "train"})
    meta = {"modality": "CR", "body_part": "CHEST", "date": "2019-03-01", "findings_from": "labelled"}
    assert report == Report("A1", 'Lungs; "clear" and dry.', "Normal.", "train", "P7", meta)


def test_columns_under_their_own_names_need_no_mapping(tmp_path: Path) -> None:
    path = write(tmp_path, "id\tfindings\timpression\tsplit\n1\tClear.\tNormal.\tval\n", "export.tsv")
    (report,) = read(path)
    assert isinstance(report, Report) and report.split == "validation"


def test_a_report_column_is_cut_into_its_sections(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'id,report\n1,"FINDINGS: Clear.\nIMPRESSION: Normal."\n2,"FINDINGS AND IMPRESSION: Clear."\n3,\n'
        '4,"BEFUND: Clear.\nFAZIT: Normal.\nADDENDUM: None."\n',
    )
    sections = {"findings_headers": ["Befund"], "impression_headers": ["Fazit"]}
    reports, rejected = parted(read(path, columns={"report": "report"}, sections=sections))
    assert list(texts(reports)) == [("1", "Clear.", "Normal."), ("4", "Clear.", "Normal.")]
    assert reports[1].meta == {"findings_from": "labelled", "addendum": "true"}
    assert [one.code for one in rejected] == ["combined", "no-report-text"]


def test_a_section_column_may_still_have_its_header(tmp_path: Path) -> None:
    path = write(
        tmp_path, "id,findings,impression\n1,FINDINGS: Heart: normal.,Impression : Fine.\n2,Heart: big.,Big.\n"
    )
    assert list(texts(read(path))) == [("1", "Heart: normal.", "Fine."), ("2", "Heart: big.", "Big.")]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig", "cp1252", "utf-16"])
def test_the_declared_encoding_is_used(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "id,findings,impression\n1,Größe 3 mm.,Größer.\n", encoding=encoding)
    assert list(texts(read(path, encoding=encoding))) == [("1", "Größe 3 mm.", "Größer.")]


def test_a_packed_export_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "export.tsv.gz"
    path.write_bytes(gzip.compress(b"id\tfindings\timpression\n1\tClear.\tNormal.\n"))
    assert list(texts(read(path))) == [("1", "Clear.", "Normal.")]


MALFORMED = (
    b"id,findings,impression,split\n"
    b"1,Clear.,Normal.,train\n"
    b"2,Clear.,Normal.\n"
    b"3,Clear.,Normal.,train,more\n"
    b'4,"Clear.,Normal.,train\n'
    b"5,B\xe4d bytes.,Normal.,train\n"
    b"6,,Normal.,train\n"
    b"7,Clear., ,train\n"
    b" ,Clear.,Normal.,train\n"
    b"9,Clear.,Normal.,tuesday\n"
    b"10," + b"x " * 55_000 + b",Normal.,train\n"
    b"11,Clear.,Normal.,test\n"
)


def test_malformed_rows_are_counted_by_code_and_line_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(MALFORMED)
    reports, rejected = parted(read(path))
    assert [one.id for one in reports] == ["1", "11"]
    assert [(one.where, one.code) for one in rejected] == [
        ("export.csv: line 3", "bad-columns"),
        ("export.csv: line 4", "bad-columns"),
        ("export.csv: line 5", "bad-row"),
        ("export.csv: line 6", "bad-encoding"),
        ("export.csv: line 7", "no-findings"),
        ("export.csv: line 8", "no-impression"),
        ("export.csv: line 9", "no-id"),
        ("export.csv: line 10", "bad-value"),
        ("export.csv: line 11", "too-long"),
    ]


def test_what_is_told_about_a_row_quotes_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(MALFORMED)
    told = " ".join(one.where + one.reason for one in parted(read(path))[1])
    assert not any(word in told for word in ("Clear", "Normal", "tuesday", "bytes."))


def test_reports_without_an_identifier_are_known_by_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, "findings,impression\nClear.,Normal.\n")
    assert list(texts(read(path))) == [("export.csv-2", "Clear.", "Normal.")]


def test_only_the_selected_reports_are_taken_and_the_others_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "id,findings,impression,modality\n1,a,b,CR\n2,a,b,MR\n3,a,b,dx\n4,a,b,\n")
    items = read(path, only={"modality": ["CR", "DX"]})
    assert [one[0] for one in texts(items)] == ["1", "3"]
    assert codes(items) == ["not-selected", "not-selected"]


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("id,findings\n", {}, "no column impression"),
        ("id,text\n", {"columns": {"report": "body"}}, "no column body"),
        ("id,findings,impression\n", {"columns": {"patient": "pid"}}, "no column pid"),
        ("", {}, "row of column names"),
        ('"', {}, "row of column names"),
        ("id,findings,impression\n", {"splits": {"a": "tuesday"}}, "splits.a must be one of train"),
        ("id,findings,impression\n", {"only": {"mood": ["CR"]}}, "no key mood"),
        ("id,findings,impression\n", {"only": {"modality": "CR"}}, "list of texts"),
        ("id,findings,impression\n", {"encoding": "klingon"}, "no text encoding"),
        ("id,findings,impression\n", {"delimeter": ","}, "did you mean delimiter"),
        ("id,findings,impression\n", {"delimiter": "::"}, "must be one of"),
    ],
)
def test_a_wrong_declaration_is_refused_in_a_sentence(
    tmp_path: Path, text: str, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(TrainingError, match=sentence):
        read(write(tmp_path, text), **options)


def test_rows_are_streamed_one_at_a_time(tmp_path: Path) -> None:
    path = write(tmp_path, "id,findings,impression\n" + "1,Clear.,Normal.\n" * 50_000)
    items = read_table(path, TableOptions())
    assert isinstance(next(items), Report)
    items.close()  # type: ignore[attr-defined]  # a generator: nothing more was read
