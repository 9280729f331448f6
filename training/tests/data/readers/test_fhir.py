import base64
import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from support.data_reports import codes, parted, texts

from readroom_training.config.decode import decode
from readroom_training.data.fhir.coded_texts import COMPOSITION_EXTENSION
from readroom_training.data.readers.fhir import read_fhir
from readroom_training.data.readers.options import FhirOptions
from readroom_training.data.records import Rejected, Report

Json = dict[str, Any]
WHOLE = "FINDINGS: Clear lungs.\nIMPRESSION: Normal."


def concept(code: str, text: str = "") -> Json:
    return {"coding": [{"system": "http://loinc.org", "code": code}], "text": text}


def attachment(text: str, content_type: str = "text/plain", encoding: str = "utf-8") -> Json:
    return {"contentType": content_type, "data": base64.b64encode(text.encode(encoding)).decode()}


def diagnostic(**more: Any) -> Json:
    return {"resourceType": "DiagnosticReport", "id": "r1", "status": "final", **more}


def observation(identity: str, code: str, text: str) -> Json:
    return {"resourceType": "Observation", "id": identity, "code": concept(code), "valueString": text}


def section(code: str, html: str, **more: Any) -> Json:
    return {"code": concept(code), "text": {"div": f'<div xmlns="http://www.w3.org/1999/xhtml">{html}</div>'}, **more}


def bundle(*resources: Json) -> Json:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def read(path: Path, **options: object) -> list[Report | Rejected]:
    return list(read_fhir(path, decode(FhirOptions, options, "options")))


def read_one(tmp_path: Path, document: Json, **options: object) -> Report | Rejected:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(document))
    (one,) = read(path, **options)
    return one


def pair(one: Report | Rejected) -> tuple[str, str]:
    assert isinstance(one, Report), one
    return one.findings, one.impression


RESULT = [{"reference": "Observation/f"}, {"reference": "#i"}]


@pytest.mark.parametrize(
    "document",
    [
        diagnostic(presentedForm=[attachment(WHOLE)]),
        diagnostic(presentedForm=[attachment(WHOLE, "text/plain; charset=utf-16", "utf-16")]),
        diagnostic(presentedForm=[attachment("<p>FINDINGS: Clear lungs.</p><p>IMPRESSION: Normal.</p>", "text/html")]),
        diagnostic(presentedForm=[attachment("%PDF", "application/pdf"), attachment(WHOLE)]),
        diagnostic(presentedForm=[attachment("FINDINGS: Clear lungs.")], conclusion="Normal."),
        diagnostic(text={"div": "<div>FINDINGS: Clear lungs.<br/>IMPRESSION: Normal.</div>"}),
        diagnostic(
            contained=[observation("f", "59776-5", "Clear lungs.")], result=[{"reference": "#f"}], conclusion="Normal."
        ),
        bundle(
            diagnostic(result=RESULT, contained=[observation("i", "19005-8", "Normal.")]),
            observation("f", "18782-3", "Clear lungs."),
        ),
        bundle(
            diagnostic(),
            {
                "resourceType": "Composition",
                "section": [section("59776-5", "Clear lungs."), section("19005-8", "Normal.")],
            },
        ),
        bundle(
            {
                "resourceType": "Composition",
                "section": [
                    {"section": [section("59776-5", "<p>Clear</p><p>lungs.</p><script>no()</script>")]},
                    {"code": concept("19005-8"), "entry": [{"reference": "Observation/i"}]},
                ],
            },
            diagnostic(),
            observation("i", "19005-8", "Normal."),
        ),
        bundle(
            diagnostic(extension=[{"url": COMPOSITION_EXTENSION, "valueReference": {"reference": "Composition/c2"}}]),
            {"resourceType": "Composition", "id": "c1", "section": [section("59776-5", "Of another report.")]},
            {
                "resourceType": "Composition",
                "id": "c2",
                "section": [section("59776-5", "Clear lungs."), section("19005-8", "Normal.")],
            },
        ),
    ],
)
def test_both_texts_are_found_wherever_a_report_keeps_them(tmp_path: Path, document: Json) -> None:
    assert pair(read_one(tmp_path, document)) == ("Clear lungs.", "Normal.")


def test_coded_texts_come_before_free_ones(tmp_path: Path) -> None:
    document = diagnostic(
        contained=[observation("f", "59776-5", "Coded."), observation("i", "19005-8", "Summed up.")],
        result=[{"reference": "#f"}, {"reference": "#i"}],
        conclusion="Typed.",
        presentedForm=[attachment(WHOLE)],
    )
    assert pair(read_one(tmp_path, document)) == ("Coded.", "Summed up.")


def test_a_hospitals_own_codes_are_known_when_declared(tmp_path: Path) -> None:
    document = diagnostic(
        contained=[observation("f", "X-1", "Clear.")], result=[{"reference": "#f"}], conclusion="Fine."
    )
    assert isinstance(read_one(tmp_path, document), Rejected)
    assert pair(read_one(tmp_path, document, findings_codes=["X-1"])) == ("Clear.", "Fine.")


def test_what_else_the_report_tells_is_kept(tmp_path: Path) -> None:
    series = {"modality": {"code": "CR"}, "bodySite": {"display": "Chest"}}
    study = {"resourceType": "ImagingStudy", "id": "s", "modality": [{"code": "DX"}], "series": [series]}
    document = bundle(
        diagnostic(
            presentedForm=[attachment(WHOLE + "\nADDENDUM: None.")],
            subject={"reference": "Patient/7"},
            code=concept("36643-5", "Chest 2 views"),
            effectiveDateTime="2020-05-01T10:00:00Z",
            imagingStudy=[{"reference": "ImagingStudy/s"}],
        ),
        study,
    )
    report = read_one(tmp_path, document)
    assert isinstance(report, Report) and report.patient == "Patient/7"
    assert report.meta == {
        "findings_from": "labelled",
        "addendum": "true",
        "procedure": "Chest 2 views",
        "date": "2020-05-01",
        "modality": "DX",
        "body_part": "Chest",
    }


def test_a_full_address_is_resolved_within_its_bundle(tmp_path: Path) -> None:
    document = bundle(diagnostic(result=[{"reference": "urn:uuid:1"}], conclusion="Normal."))
    document["entry"].append({"fullUrl": "urn:uuid:1", "resource": observation("f", "59776-5", "Clear lungs.")})
    assert pair(read_one(tmp_path, document)) == ("Clear lungs.", "Normal.")
    document["entry"][0]["resource"]["result"] = [{"reference": "https://example.org/fhir/Observation/f/_history/2"}]
    assert pair(read_one(tmp_path, document)) == ("Clear lungs.", "Normal.")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (diagnostic(), "no-findings"),
        (diagnostic(conclusion="Normal."), "no-findings"),
        (diagnostic(presentedForm=[attachment("FINDINGS: Clear.")]), "no-impression"),
        (diagnostic(presentedForm=[attachment("FINDINGS/IMPRESSION: Clear.")]), "combined"),
        (diagnostic(presentedForm=[attachment("%PDF", "application/pdf")]), "unsupported-form"),
        (diagnostic(presentedForm=[{"contentType": "text/plain", "data": "!!"}]), "unsupported-form"),
        (diagnostic(presentedForm=[{"contentType": "text/plain", "url": "https://example.org/1"}]), "unsupported-form"),
        (diagnostic(presentedForm=[attachment("a", "text/plain; charset=klingon")]), "unsupported-form"),
        (diagnostic(result=[{"reference": "Observation/9"}], conclusion="Normal."), "unresolved-reference"),
        (diagnostic(status="preliminary", presentedForm=[attachment(WHOLE)]), "not-final"),
        (diagnostic(status="entered-in-error", presentedForm=[attachment(WHOLE)]), "withdrawn"),
        (diagnostic(status="cancelled"), "withdrawn"),
        (diagnostic(status=None), "not-final"),
        (diagnostic(id=None, presentedForm=[attachment(WHOLE)]), "no-id"),
        (diagnostic(conclusion="a \ud800", presentedForm=[attachment("FINDINGS: Clear.")]), "bad-encoding"),
        (diagnostic(presentedForm=[attachment("FINDINGS: \xff\nIMPRESSION: c.", encoding="latin-1")]), "bad-encoding"),
        (diagnostic(conclusion="x " * 60_000, presentedForm=[attachment("FINDINGS: Clear.")]), "too-long"),
        (diagnostic(presentedForm={"data": 7}, result="x", text=[], code=7, subject=None, contained={}), "no-findings"),
        ({"resourceType": "Bundle", "entry": {}}, "not-recognised"),
        (bundle({"resourceType": "Bundle"}), "not-recognised"),
        ({"resourceType": "Bundle", "entry": [7]}, "not-recognised"),
        ({}, "not-recognised"),
    ],
)
def test_a_report_that_cannot_be_used_is_rejected_by_code(tmp_path: Path, document: Json, code: str) -> None:
    one = read_one(tmp_path, document)
    assert isinstance(one, Rejected) and one.code == code


def test_ndjson_is_streamed_and_other_resources_are_left(tmp_path: Path) -> None:
    path = tmp_path / "DiagnosticReport.ndjson.gz"
    lines = [
        json.dumps(diagnostic(presentedForm=[attachment(WHOLE)])),
        json.dumps({"resourceType": "Patient", "id": "7"}),
        "{",
        json.dumps(diagnostic(id="r2", conclusion="Normal.")),
        json.dumps(bundle(diagnostic(id="r3", presentedForm=[attachment(WHOLE)]), diagnostic(id="r4"))),
        "[" * 100_000,
    ]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    reports, rejected = parted(read(path))
    assert [one.id for one in reports] == ["r1", "r3"]
    name = path.name
    assert [(one.where, one.code) for one in rejected] == [
        (f"{name}: line 3", "bad-json"),
        (f"{name}: line 4", "no-findings"),
        (f"{name}: line 5: entry 1", "no-findings"),
        (f"{name}: line 6", "too-deep"),
    ]


def test_folders_and_archives_of_bundles_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(bundle(diagnostic(presentedForm=[attachment(WHOLE)]))))
    (folder / "b.json").write_text("{")
    (folder / "c.ndjson").write_text(json.dumps(diagnostic(id="r2", presentedForm=[attachment(WHOLE)])))
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(folder / "a.json", "a.json")
    from_folder = read(folder)
    assert sorted(one[0] for one in texts(from_folder)) == ["r1", "r2"]
    assert codes(from_folder) == ["bad-json"]
    assert [one[0] for one in texts(read(tmp_path / "export.zip"))] == ["r1"]
    packed = tmp_path / "a.json.gz"
    packed.write_bytes(gzip.compress((folder / "a.json").read_bytes()))
    assert [one[0] for one in texts(read(packed))] == ["r1"]
