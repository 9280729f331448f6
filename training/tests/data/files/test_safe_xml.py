import pytest

from readroom_training.data.files.safe_xml import XmlRefused, parse_xml


def parse(data: bytes) -> list[str]:
    heard: list[str] = []
    parse_xml(data, lambda tag, attributes: heard.append(f"<{tag} {dict(attributes)}>"), heard.append, heard.append)
    return heard


def test_elements_attributes_and_text_are_told_in_order() -> None:
    assert parse(b'<a x="1">b&amp;<c>d</c></a>') == ["<a {'x': '1'}>", "b&", "<c {}>", "d", "c", "a"]


def test_a_declared_encoding_is_followed() -> None:
    assert parse('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'.encode("latin-1"))[1] == "é"


BOMB = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, b'<!DOCTYPE a SYSTEM "a.dtd"><a/>'])
def test_document_types_are_refused_before_any_entity(data: bytes) -> None:
    with pytest.raises(XmlRefused) as error:
        parse(data)
    assert error.value.code == "forbidden-xml"


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(XmlRefused) as error:
        parse(b"<a>" * 5_000)
    assert error.value.code == "too-deep"


@pytest.mark.parametrize("data", [b"", b"<a>", b"<a></b>", b"\xff\xfe\x00", b"<a>&nbsp;</a>", b"<a>\x00</a>"])
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    with pytest.raises(XmlRefused) as error:
        parse(data)
    assert error.value.code == "bad-xml"
