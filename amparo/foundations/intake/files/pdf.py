"""PDF documents without metadata and active content.

Runs only in the process that `renditions` confines.
"""

import io
import re
from contextlib import suppress

import pikepdf

from amparo.foundations.intake.files import embedded_photos as photographs
from amparo.foundations.intake.files.images import Locked, TooLarge

MOST_OBJECTS = 200_000
DEEPEST = 60
# Keys with author and dates, or with actions on opening.
TAKEN_OUT = (
    "/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/JS", "/JavaScript",
    "/EmbeddedFiles", "/EmbeddedFile", "/AF", "/XFA", "/Thumb", "/URI", "/Collection",
    "/SpiderInfo", "/Perms", "/DSS", "/Legal", "/Threads", "/CreatorInfo",
)  # fmt: skip
HARMLESS_ACTIONS = ("/GoTo", "/Named")
# Actions are emptied wherever they occur, because another key may trigger them in other programs.
ACTIONS = (
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/URI", "/GoToR", "/GoToE",
    "/Rendition", "/RichMediaExecute", "/Movie", "/Sound",
)  # fmt: skip
SEEN_ANNOTATIONS = (
    "/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine",
    "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Widget",
)  # fmt: skip

# Author and dates of an annotation, and its popup, which repeats them.
OF_ANNOTATIONS = ("/CreationDate", "/M", "/NM", "/Popup", "/RC")
SIGNATURES = ("/Sig", "/DocTimeStamp")
# Filters whose data is a photograph as it was taken, and their abbreviations.
PHOTOGRAPHS = {
    "/DCTDecode": photographs.jpeg,
    "/DCT": photographs.jpeg,
    "/JPXDecode": photographs.jpeg_2000,
}
IN_A_LINE = re.compile(rb"\bBI\s[^()]{0,400}?/DCT")


def ready() -> None:
    """Load what opening needs. A document encrypted with an empty password needs random bytes,
    whose source a confined process cannot open."""
    with pikepdf.new() as blank:
        blank.save(io.BytesIO(), encryption=pikepdf.Encryption(user="", owner=""))


def document(content: bytes) -> bytes:
    """Return the pages of a PDF without history, scripts, attachments and external links. Raises
    Locked, TooLarge, NotCleaned."""
    with _opened(content) as found:
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


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as problem:
        raise Locked from problem


def _scrub(thing: pikepdf.Object, depth: int) -> None:
    """Scrub an object and its direct children; indirect ones are visited by the caller's loop.
    Raises TooLarge."""
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
    if str(thing.get("/S")) in ACTIONS:
        _empty(thing)
    _scrub_signature(thing)
    if "/Subtype" in thing and "/Rect" in thing:
        _scrub_annotation(thing)
    if "/Annots" in thing:
        seen = [one for one in thing["/Annots"] if str(one.get("/Subtype")) in SEEN_ANNOTATIONS]
        thing["/Annots"] = pikepdf.Array(seen)


def _scrub_signature(thing: pikepdf.Object) -> None:
    """Remove signatures: they name the signer, time and place, and are invalid after any other
    removal."""
    if isinstance(thing.get("/V"), pikepdf.Dictionary):  # also of a field that inherits its type
        del thing["/V"]
    if str(thing.get("/Type")) in SIGNATURES or "/ByteRange" in thing:
        _empty(thing)


def _empty(thing: pikepdf.Object) -> None:
    for name in list(thing.keys()):
        del thing[name]


def _scrub_annotation(thing: pikepdf.Object) -> None:
    """Remove author and dates, and keep the text. In a form field, /T is the field's name and
    stays."""
    whose = () if str(thing["/Subtype"]) == "/Widget" else ("/T",)
    for name in (*OF_ANNOTATIONS, *whose):
        if name in thing:
            del thing[name]


def _scrub_action(thing: pikepdf.Object) -> None:
    """Keep only links within the document."""
    action = thing.get("/A")
    if not isinstance(action, pikepdf.Dictionary):
        return
    if str(action.get("/S")) not in HARMLESS_ACTIONS:
        del thing["/A"]
    elif "/Next" in action:
        del action["/Next"]  # the action to run after the harmless one


def _scrub_photograph(stream: pikepdf.Object) -> None:
    """Clean a photograph in a stream, through its other filters. Raises NotCleaned if it cannot be
    decoded."""
    if not isinstance(stream, pikepdf.Stream):
        return
    filters, meant = _each(stream.get("/Filter")), _each(stream.get("/DecodeParms"))
    if not any(str(one) in PHOTOGRAPHS for one in filters):
        _must_hold_none(stream)
        return
    *around, last = filters
    if str(last) not in PHOTOGRAPHS or any(str(one) in PHOTOGRAPHS for one in around):
        raise photographs.NotCleaned
    content = _unwrapped(stream.read_raw_bytes(), around, meant[: len(around)])
    own = meant[len(around)] if len(meant) == len(filters) else None
    stream.write(
        PHOTOGRAPHS[str(last)](content),
        filter=pikepdf.Name(str(last)),
        decode_parms=own if isinstance(own, pikepdf.Dictionary) else None,
    )


def _must_hold_none(stream: pikepdf.Object) -> None:
    """Check that a content stream has no inline JPEG, which this module does not parse and no
    common program writes. Raises NotCleaned."""
    if str(stream.get("/Subtype")) == "/Image":
        return
    with suppress(pikepdf.PdfError):  # unreadable content draws nothing
        if IN_A_LINE.search(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)):
            raise photographs.NotCleaned


def _each(given: pikepdf.Object | None) -> list[pikepdf.Object]:
    if given is None:
        return []
    return list(given.as_list()) if isinstance(given, pikepdf.Array) else [given]


def _unwrapped(content: bytes, around: list[pikepdf.Object], meant: list[pikepdf.Object]) -> bytes:
    """Decode the other filters. Raises pikepdf.PdfError for an unknown one."""
    if not around:
        return content
    with pikepdf.new() as aside:
        wrapped = aside.make_stream(b"")
        names = pikepdf.Array([pikepdf.Name(str(one)) for one in around])
        wrapped.write(content, filter=names, decode_parms=_copied(meant))
        return wrapped.read_bytes(pikepdf.StreamDecodeLevel.specialized)


def _copied(meant: list[pikepdf.Object]) -> pikepdf.Array:
    """Copy decode parameters to another document as numbers only, without references."""
    numbers = [
        {name: int(one[name]) for name in list(one.keys())}
        if isinstance(one, pikepdf.Dictionary)
        else {}
        for one in meant
    ]
    return pikepdf.Array([pikepdf.Dictionary(one) if one else None for one in numbers])
