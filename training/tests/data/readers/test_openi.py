import io
import tarfile
from pathlib import Path

import pytest
from support.data_reports import codes, parted, texts

from readroom_training.data.readers.openi import read_openi_csv, read_openi_xml
from readroom_training.data.readers.options import NoOptions
from readroom_training.errors import TrainingError


def citation(identity: str, *sections: tuple[str, str]) -> str:
    """A report in the form of NLM's collection, with the parts that stand around the sections."""
    body = "".join(f'<AbstractText Label="{label}">{text}</AbstractText>' for label, text in sections)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><eCitation><meta type="rr"/><uId id="{identity}"/><pmcId id="1"/>'
        "<docSource>CXR</docSource><articleDate>2013-08-01</articleDate><MedlineCitation Owner='x'><Article>"
        f"<ArticleTitle>Chest</ArticleTitle><Abstract>{body}</Abstract></Article></MedlineCitation>"
        '<MeSH><major>normal</major></MeSH><parentImage id="a"><caption>Xray</caption></parentImage></eCitation>'
    )


GOOD = citation(
    "CXR1",
    ("COMPARISON", "None."),
    ("INDICATION", "Cough"),
    ("FINDINGS", "Lungs are clear\n since XXXX &amp; stable."),
    ("IMPRESSION", "Normal chest x-XXXX."),
)


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_a_report_is_read_from_its_labelled_sections(tmp_path: Path) -> None:
    (report,), rejected = parted(read_openi_xml(write(tmp_path / "x", {"1.xml": GOOD}), NoOptions()))
    assert not rejected
    assert (report.id, report.findings) == ("CXR1", "Lungs are clear since XXXX & stable.")
    assert report.impression == "Normal chest x-XXXX."
    assert report.split is None and report.patient is None
    assert report.meta == {"modality": "XR", "body_part": "chest", "findings_from": "labelled"}


def test_a_folder_a_file_and_a_tar_give_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path / "ecgen-radiology", {"1.xml": GOOD, "2.xml": GOOD.replace("CXR1", "CXR2")})
    archive = tmp_path / "NLMCXR_reports.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name in ("1.xml", "2.xml"):
            data = (folder / name).read_bytes()
            info = tarfile.TarInfo(f"ecgen-radiology/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    from_folder = list(read_openi_xml(folder, NoOptions()))
    assert list(read_openi_xml(archive, NoOptions())) == from_folder
    assert list(read_openi_xml(folder / "1.xml", NoOptions())) == from_folder[:1]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (citation("CXR1", ("FINDINGS", "Clear.")), "no-impression"),
        (citation("CXR1", ("IMPRESSION", "Normal.")), "no-findings"),
        (citation("CXR1", ("FINDINGS", " \n"), ("IMPRESSION", "Normal.")), "no-findings"),
        (citation("", ("FINDINGS", "Clear."), ("IMPRESSION", "Normal.")), "no-id"),
        (citation("CXR1", ("FINDINGS", "x " * 60_000), ("IMPRESSION", "Normal.")), "too-long"),
        (GOOD[:-20], "bad-xml"),
        ("", "bad-xml"),
        ("<PubmedArticle/>", "not-recognised"),
        (GOOD.replace("<eCitation>", "<!DOCTYPE a [<!ENTITY b 'c'>]><eCitation>"), "forbidden-xml"),
        ("<a>" * 100, "too-deep"),
        (b"\x00" * 10, "bad-xml"),
        (b"<!-- " + b"x" * (2 << 20) + b" -->", "too-long"),
    ],
)
def test_a_malformed_file_is_rejected_by_code_and_the_others_are_read(
    tmp_path: Path, text: str | bytes, code: str
) -> None:
    folder = write(tmp_path / "x", {"1.xml": text, "2.xml": GOOD})
    reports, rejected = parted(read_openi_xml(folder, NoOptions()))
    assert [one.id for one in reports] == ["CXR1"]
    assert [(one.code, one.where) for one in rejected] == [(code, "x/1.xml")]


def test_the_csv_form_is_read(tmp_path: Path) -> None:
    path = tmp_path / "indiana_reports.csv"
    path.write_text(
        "uid,MeSH,Problems,image,indication,comparison,findings,impression\n"
        '1,normal,normal,Xray Chest PA,Cough,None.,"Clear, no effusion.",Normal.\n'
        "2,normal,normal,Xray Chest PA,Cough,None.,,Normal.\n"
        "3,normal,normal,Xray Chest PA,Cough,None.,Clear.,\n"
        "4,normal,Xray Chest PA,Cough,None.,Clear.,Normal.\n"
    )
    items = list(read_openi_csv(path, NoOptions()))
    assert list(texts(items)) == [("1", "Clear, no effusion.", "Normal.")]
    assert codes(items) == ["no-findings", "no-impression", "bad-columns"]


def test_another_csv_is_refused_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "indiana_projections.csv"
    path.write_text("uid,filename,projection\n1,1.png,Frontal\n")
    with pytest.raises(TrainingError, match="no column findings"):
        list(read_openi_csv(path, NoOptions()))
