"""Reading untrusted JSON of unknown shape: what is not of the expected kind counts as absent."""

from collections.abc import Mapping

Resource = Mapping[str, object]

LOINC = "http://loinc.org"


def objects(value: object) -> list[Resource]:
    """The objects of a list; a list that FHIR allows to be absent reads as empty."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def child(value: Resource, key: str) -> Resource:
    """The object under a key, an empty one where there is none."""
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def text(value: Resource, key: str) -> str:
    """The string under a key, empty where there is none."""
    found = value.get(key)
    return found if isinstance(found, str) else ""


def loinc_codes(concept: Resource) -> set[str]:
    """Codes of a CodeableConcept that are LOINC's, or say no system."""
    return {text(one, "code") for one in objects(concept.get("coding")) if text(one, "system") in (LOINC, "")}


def label(concept: Resource) -> str:
    """What a CodeableConcept is called."""
    return text(concept, "text") or next((text(one, "display") for one in objects(concept.get("coding"))), "")
