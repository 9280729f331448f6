"""Texts of presentedForm: attachments with their data inside (https://hl7.org/fhir/R4/datatypes.html#Attachment)."""

import base64
import binascii
import re

from readroom_training.data.fhir.access import Resource, text
from readroom_training.data.fhir.narrative import plain_text
from readroom_training.data.files.streams import decode_text
from readroom_training.data.limits import MAX_REPORT_CHARS
from readroom_training.errors import TrainingError

_CHARSET = re.compile(r"charset=\"?([\w.:-]{1,40})", re.IGNORECASE)
_HTML = frozenset({"text/html", "application/xhtml+xml"})
# Bytes of base64 that hold MAX_REPORT_CHARS characters of four bytes each, with line ends.
_MAX_BASE64 = MAX_REPORT_CHARS * 6


def attachment_text(attachment: Resource) -> str | None:
    """The text of a plain or HTML attachment; None for other kinds, for addresses, and for damaged data."""
    content = text(attachment, "contentType")
    kind = content.partition(";")[0].strip().casefold()
    data = text(attachment, "data")
    if kind not in _HTML | {"text/plain"} or not data or len(data) > _MAX_BASE64:
        return None
    charset = _CHARSET.search(content)
    try:
        plain = decode_text(base64.b64decode("".join(data.split()), validate=True), charset[1] if charset else "utf-8")
    except (binascii.Error, ValueError, TrainingError):
        return None
    return plain_text(plain) if kind in _HTML else plain
