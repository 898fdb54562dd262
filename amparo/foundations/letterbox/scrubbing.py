"""What is left of a PDF when everything but what is seen is taken out.

Runs in the process that `renditions` confines, and nowhere else.
"""

import io

import pikepdf

from amparo.foundations.letterbox.painting import TooLarge

MOST_OBJECTS = 200_000
DEEPEST = 60
# Keys that say who made it and when, or that do something when it is opened.
TAKEN_OUT = (
    "/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/JS", "/JavaScript",
    "/EmbeddedFiles", "/EmbeddedFile", "/AF", "/XFA", "/Thumb", "/URI", "/Collection",
    "/SpiderInfo",
)  # fmt: skip
HARMLESS_ACTIONS = ("/GoTo", "/Named")
SEEN_ANNOTATIONS = (
    "/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine",
    "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Widget",
)  # fmt: skip

JPEG_START, JPEG_SCAN, JPEG_COMMENT = 0xD8, 0xDA, 0xFE
JPEG_APP_FIRST, JPEG_APP_LAST, JPEG_ADOBE = 0xE1, 0xEF, 0xEE


def document(content: bytes) -> bytes:
    """The pages of a PDF without its history, scripts, attachments and ways to the outside."""
    with pikepdf.open(io.BytesIO(content)) as found:
        if len(found.objects) > MOST_OBJECTS:
            raise TooLarge
        if "/Info" in found.trailer:
            del found.trailer["/Info"]
        for each in found.objects:
            _scrub_photograph(each)
            _scrub(each, 0)
        _scrub(found.Root, 0)
        out = io.BytesIO()
        found.remove_unreferenced_resources()
        found.save(out, deterministic_id=True, linearize=False)
    return out.getvalue()


def _scrub(thing: pikepdf.Object, depth: int) -> None:
    """Go through one object and what it holds itself; what it points to is visited by the loop."""
    if depth > DEEPEST:
        raise TooLarge
    if isinstance(thing, pikepdf.Array):
        parts = list(thing.as_list())
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        _scrub_keys(thing)
        parts = [thing[name] for name in list(thing.keys())]
    else:
        return
    for part in parts:
        if not getattr(part, "is_indirect", True):
            _scrub(part, depth + 1)


def _scrub_keys(thing: pikepdf.Object) -> None:
    for name in TAKEN_OUT:
        if name in thing:
            del thing[name]
    _scrub_action(thing)
    if "/Annots" in thing:
        seen = [one for one in thing["/Annots"] if str(one.get("/Subtype")) in SEEN_ANNOTATIONS]
        thing["/Annots"] = pikepdf.Array(seen)


def _scrub_action(thing: pikepdf.Object) -> None:
    """What a click does: it leads to another page of the same document, or nowhere."""
    action = thing.get("/A")
    if not isinstance(action, pikepdf.Dictionary):
        return
    if str(action.get("/S")) not in HARMLESS_ACTIONS:
        del thing["/A"]
    elif "/Next" in action:
        del action["/Next"]  # what would be done after the harmless thing


def _scrub_photograph(stream: pikepdf.Object) -> None:
    """A photograph inside carries its own notes: camera, place, comment."""
    if isinstance(stream, pikepdf.Stream) and stream.get("/Filter") == pikepdf.Name.DCTDecode:
        stream.write(without_notes(stream.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without its APP1 to APP15 segments and comments; pixels and colours stay the same."""
    if jpeg[:2] != bytes((0xFF, JPEG_START)):
        return jpeg
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != JPEG_SCAN:  # noqa: PLR2004
        marker, size = jpeg[at + 1], 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        noted = JPEG_APP_FIRST <= marker <= JPEG_APP_LAST and marker != JPEG_ADOBE
        if not noted and marker != JPEG_COMMENT:
            kept += jpeg[at : at + size]
        at += size
    return bytes(kept + jpeg[at:])
