import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readroom_training.data.limits import MAX_REPORT_CHARS
from readroom_training.data.sections.extract import Extracted, extract_sections
from readroom_training.data.sections.headers import Headers

HEADERS = Headers.build()


def extract(text: str, headers: Headers = HEADERS, unlabelled: bool = True) -> Extracted | str:
    return extract_sections(text, headers, unlabelled)


def both(text: str, headers: Headers = HEADERS) -> tuple[str, str]:
    found = extract(text, headers)
    assert isinstance(found, Extracted), found
    return found.findings, found.impression


MIMIC = """                                 FINAL REPORT
 EXAMINATION:  CHEST (PORTABLE AP)
 
 INDICATION:  ___ year old man with a tube  // position?
 
 TECHNIQUE:  Portable AP view.
 
 COMPARISON:  ___ at 9:40.
 
 FINDINGS: 
 
 The tube ends 4 cm above the carina.  The lungs
 are clear.
 
 Bones are normal.
 
 IMPRESSION: 
 
 Tube in place.
 
 NOTIFICATION:  Told to Dr. ___ at 10:15.
"""


def test_a_report_as_mimic_cxr_writes_it() -> None:
    assert both(MIMIC) == (
        "The tube ends 4 cm above the carina. The lungs are clear. Bones are normal.",
        "Tube in place.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "FINDINGS: Clear lungs.\nIMPRESSION: Normal.",
        "Findings: Clear lungs.\nImpression: Normal.",
        "findings: Clear lungs.\n\nimpression: Normal.",
        "FiNDINGS :Clear lungs.\nIMPRESSION :Normal.",
        "FINDINGS\nClear lungs.\nIMPRESSION\nNormal.",
        "FINDINGS  Clear lungs.\nIMPRESSION  Normal.",
        "Findings - Clear lungs.\nImpression - Normal.",
        "**FINDINGS:** Clear lungs.\n**IMPRESSION:** Normal.",
        "1. FINDINGS: Clear lungs.\n2. IMPRESSION: Normal.",
        "FINDINGS:\r\nClear lungs.\r\n\r\nIMPRESSION:\r\nNormal.\r\n",
        "FINDINGS (CHEST): Clear lungs.\nIMPRESSION #1: Normal.",
        "FINDINGS: Clear lungs. IMPRESSION: Normal.",
        "FINDINGS:Clear lungs.IMPRESSION:Normal.",
        "EXAM: CHEST 2 VIEWS COMPARISON: None FINDINGS: Clear lungs. IMPRESSION: Normal.",
        "IMPRESSION: Normal.\nFINDINGS: Clear lungs.",
        "FINDNGS: Clear lungs.\nIMPRESSOIN: Normal.",
        "FINDING: Clear lungs.\nCONCLUSION: Normal.",
        "FINDINGS: Clear lungs.\nIMPRESSION AND RECOMMENDATION: Normal.\nELECTRONICALLY SIGNED BY: X",
        "FINDINGS: Clear lungs.\nIMPRESSION: Normal.\nIMPRESSION: NORMAL",
        "FINDINGS: Clear lungs.\nIMPRESSION: Normal.\n________________\n",
    ],
)
def test_headers_are_found_however_they_are_written(text: str) -> None:
    assert both(text) == ("Clear lungs.", "Normal.")


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (
            "FINDINGS: No change in the\nfindings: a nodule.\nIMPRESSION: Stable.",
            "No change in the findings: a nodule.",
        ),
        ("FINDINGS: As the prior IMPRESSION: said.\nIMPRESSION: Stable.", "As the prior IMPRESSION: said."),
        ("FINDINGS: The acute findings: none.\nIMPRESSION: Stable.", "The acute findings: none."),
        ("FINDINGS: Summary of nodules: two.\nIMPRESSION: Stable.", "Summary of nodules: two."),
        ("FINDINGS: Seen at 9:40, ratio 1:2.\nIMPRESSION: Stable.", "Seen at 9:40, ratio 1:2."),
    ],
)
def test_the_same_words_inside_a_sentence_are_no_header(text: str, findings: str) -> None:
    assert both(text) == (findings, "Stable.")


def test_subheadings_stay_within_their_section() -> None:
    text = "FINDINGS:\nLUNGS: Clear.\nHEART: Normal.\nPORTABLE CHEST: One view.\nIMPRESSION:\nCHEST: Normal.\n"
    assert both(text) == ("LUNGS: Clear. HEART: Normal. PORTABLE CHEST: One view.", "CHEST: Normal.")


def test_several_findings_before_one_impression_are_read_on() -> None:
    text = "FINDINGS: Clear lungs.\nTECHNIQUE: Lateral.\nFINDINGS: Old fracture.\nEXAM: Repeated.\n"
    text += "FINDINGS: CLEAR LUNGS\nIMPRESSION: No acute disease."
    assert both(text) == ("Clear lungs. Old fracture.", "No acute disease.")


def test_a_wet_read_before_the_final_report_is_left_out() -> None:
    text = (
        "WET READ: ___ ___ ___ 2:33 AM\n FINDINGS: Wet.\n IMPRESSION: Wet.\n"
        "______________________\n          FINAL REPORT\n FINDINGS: Dry.\n\n IMPRESSION: Dry lungs.\n"
    )
    assert both(text) == ("Dry.", "Dry lungs.")


def test_a_wet_read_after_the_report_is_left_out() -> None:
    assert both("FINDINGS: Dry.\nIMPRESSION: Dry lungs.\nWET READ: x\nIMPRESSION: Wet.") == ("Dry.", "Dry lungs.")


def test_provisional_findings_are_left_out() -> None:
    text = (
        "PROVISIONAL FINDINGS IMPRESSION (PFI): MON 1:00 PM\n Wet.\n FINAL REPORT\n FINDINGS: Dry.\n IMPRESSION: Fine."
    )
    assert both(text) == ("Dry.", "Fine.")


@pytest.mark.parametrize(
    "text",
    [
        "ADDENDUM: The nodule has 8 mm.\nIMPRESSION: Malignant.\n     FINAL REPORT\n{}",
        "     ADDENDUM  The nodule has 8 mm.\n     FINAL REPORT\n{}",
        "ADDENDUM: The nodule has 8 mm.\n\n{}",
        "{}\nADDENDUM: See below.\nIMPRESSION: Malignant.",
        "{}\n\n   ADDENDUM\nFINDINGS: It has 8 mm.",
    ],
)
def test_an_addendum_is_noted_and_not_mixed_in(text: str) -> None:
    found = extract(text.format("FINDINGS: Nodule.\nIMPRESSION: Granuloma."))
    assert found == Extracted("Nodule.", "Granuloma.", "labelled", True)


def test_a_footer_that_says_final_begins_nothing() -> None:
    assert both("FINDINGS: Clear.\nIMPRESSION: Normal.\nFINAL REPORT") == ("Clear.", "Normal.")


UNLABELLED = """ FINAL REPORT
 HISTORY:  Fall.

 COMPARISON:  None.

 The lungs are clear without
 consolidation.

 Heart size is within normal limits.

 IMPRESSION:  Normal.
"""


def test_findings_without_a_header_are_taken_from_their_paragraphs() -> None:
    found = extract(UNLABELLED)
    findings = "The lungs are clear without consolidation. Heart size is within normal limits."
    assert found == Extracted(findings, "Normal.", "unlabelled", False)
    assert extract(UNLABELLED, unlabelled=False) == "no-findings"


def test_a_long_history_is_not_taken_for_findings() -> None:
    text = "HISTORY: Fall.\n\nComplains of pain for two days.\n\nCOMPARISON: None.\n\nIMPRESSION: Normal."
    assert extract(text) == "no-findings"


def test_findings_after_the_views_are_taken() -> None:
    text = "INDICATION: Cough.\n\nPA AND LATERAL VIEWS OF THE CHEST: The lungs are clear.\n\nIMPRESSION: Normal."
    assert extract(text) == Extracted("The lungs are clear.", "Normal.", "view", False)
    assert extract(text, unlabelled=False) == "no-findings"


def test_a_masked_date_or_a_time_beside_the_views_does_no_harm() -> None:
    found = extract("CHEST, PA AND LATERAL, ___: The lungs are clear.\n\nIMPRESSION: Normal.")
    assert found == Extracted("The lungs are clear.", "Normal.", "view", False)
    assert extract("AP CHEST, 9:40 A.M.: The lungs are clear.\n\nIMPRESSION: Normal.") == "no-findings"
    assert both("FINDINGS:1. Clear.\nIMPRESSION:1. Normal.") == ("1. Clear.", "1. Normal.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no-report-text"),
        (" \n\t", "no-report-text"),
        ("Clear lungs, normal.", "no-findings"),
        ("IMPRESSION: Normal.", "no-findings"),
        ("FINDINGS: Clear.", "no-impression"),
        ("FINDINGS:\nIMPRESSION: Normal.", "no-findings"),
        ("FINDINGS: Clear.\nIMPRESSION:\n ", "no-impression"),
        ("COMPARISON: None.\n\nMonday.\n\nIMPRESSION: Normal.", "no-findings"),
        ("FINDINGS AND IMPRESSION: Clear.", "combined"),
        ("FINDINGS/IMPRESSION:\nClear.", "combined"),
        ("FINDINGS & IMPRESSION:\nClear.", "combined"),
        ("Impression and Findings: Clear.", "combined"),
        ("IMPRESSION/FINDINGS: Clear.", "combined"),
        ("FINDINGS: A.\nIMPRESSION: B.\nFINDINGS: C.\nIMPRESSION: D.", "several-impressions"),
        ("WET READ: Clear.", "only-preliminary"),
        ("PRELIMINARY REPORT\nFINDINGS: A.\nIMPRESSION: B.", "only-preliminary"),
        ("x" * (MAX_REPORT_CHARS + 1), "too-long"),
        ("FINDINGS: " + "x " * 60_000 + "\nIMPRESSION: B.", "too-long"),
    ],
)
def test_what_is_no_pair_is_refused_with_its_code(text: str, code: str) -> None:
    assert extract(text) == code


def test_a_hospital_adds_its_own_names() -> None:
    headers = Headers.build(findings=["Befund"], impression=["Beurteilung"], other=["Fragestellung"])
    text = "Fragestellung: Husten?\nBefund: Lunge frei.\nBeurteilung: Kein Infiltrat."
    assert both(text, headers) == ("Lunge frei.", "Kein Infiltrat.")
    assert extract(text) == "no-findings"


@given(st.text(alphabet="FINDGSMPREOabc :.\n", max_size=120))
def test_any_text_gives_a_pair_or_a_code(text: str) -> None:
    found = extract(text)
    assert isinstance(found, str) or (found.findings and found.impression)


@pytest.mark.parametrize(
    "text",
    [
        "FINDINGS" + " " * 190_000 + "x",
        "A" + "\t " * 90_000 + "x",
        "FINAL REPORT\n" * 15_000,
        "IMPRESSION: a.\n" * 13_000,
    ],
)
def test_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    begin = time.process_time()
    extract(text)
    assert time.process_time() - begin < 5  # seconds; quadratic matching takes minutes
