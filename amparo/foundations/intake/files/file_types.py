"""Detection of a file's type from its first bytes, never from its name or the browser's media
type."""

# kind -> (media type shown to the team, ending of the neutral name)
KINDS: dict[str, tuple[str, str]] = {
    "jpeg": ("image/jpeg", "jpg"),
    "png": ("image/png", "png"),
    "webp": ("image/webp", "webp"),
    "heif": ("image/heif", "heic"),
    "pdf": ("application/pdf", "pdf"),
    "mp3": ("audio/mpeg", "mp3"),
    "mp4": ("video/mp4", "mp4"),
    "m4a": ("audio/mp4", "m4a"),
    "amr": ("audio/amr", "amr"),
    "ogg": ("audio/ogg", "ogg"),
    "wav": ("audio/wav", "wav"),
    "webm": ("video/webm", "webm"),
}

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"%PDF-", "pdf"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"\xff\xf2", "mp3"),
    (b"#!AMR", "amr"),
    (b"OggS", "ogg"),
    (b"\x1aE\xdf\xa3", "webm"),
)
_BRANDS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"), "heif"),
    ((b"M4A ", b"M4B "), "m4a"),
)


def kind_of(first: bytes) -> str | None:
    """Return the kind of a file that starts with these (at least 12) bytes; None if it is not
    accepted."""
    if first[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(first[8:12])
    if first[4:8] == b"ftyp":
        return next((kind for brands, kind in _BRANDS if first[8:12] in brands), "mp4")
    return next((kind for start, kind in _STARTS if first.startswith(start)), None)
