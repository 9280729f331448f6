"""Limits on untrusted exports, each with its reason. What exceeds one is rejected and counted."""

# A page of a report has 3,000 characters; thirty pages are a wrong column or an attack on memory.
MAX_SECTION_CHARS = 100_000
# A whole report with all its sections and addenda.
MAX_REPORT_CHARS = 200_000
# One record of a table: several sections and their metadata.
MAX_ROW_CHARS = 1 << 20
# One line of JSON: a FHIR resource can hold its report as a base64 PDF beside the text.
MAX_JSON_LINE_CHARS = 32 << 20
# A FHIR Bundle is parsed as a whole, and Python's objects take ten times its bytes.
MAX_BUNDLE_BYTES = 64 << 20
# A text or XML file of one report.
MAX_REPORT_FILE_BYTES = 1 << 20
# A table of splits, one row per image: MIMIC-CXR's has 377,110 rows.
MAX_SPLIT_ROWS = 20_000_000
# Columns of a table; the widest exports have some hundreds.
MAX_COLUMNS = 2_000
# An identifier, a name of a modality; longer is text that has slipped into the wrong column.
MAX_META_CHARS = 200
# Members of an archive or files of a folder: ten times the largest collection of reports known (MGH's 6.5 M).
MAX_MEMBERS = 65_000_000
# Folders within folders: MIMIC-CXR has three.
MAX_FOLDER_DEPTH = 16
# What one compressed file may unpack to: ten times 6.5 M reports of 4 KB. Past it is a decompression bomb (CWE-409).
MAX_UNPACKED_BYTES = 256 << 30
# Elements within elements; an Open-i report has 5, an XHTML narrative some more. Bounds the parser's stack (CWE-674).
MAX_XML_DEPTH = 64
# Sections within sections of a FHIR Composition.
MAX_SECTION_DEPTH = 16
# Resources of one Bundle that are looked up by reference.
MAX_BUNDLE_ENTRIES = 200_000
