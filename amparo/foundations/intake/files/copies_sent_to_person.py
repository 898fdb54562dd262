"""Copies, without metadata, of the files that the team sends to the person. The copy leaves out
author, place and device. The original upload is removed with its request. A file that cannot be
rendered anew is not sent."""

from collections.abc import Iterable, Sequence

from amparo.crypto import file_sealing as streams
from amparo.foundations.intake.files.rendering_queue import a_turn
from amparo.foundations.intake.files.sandboxed_rendering import NotShown, to_give
from amparo.foundations.intake.files.uploads import (
    SealedUpload,
    SealingUploadHandler,
    file_context,
    path_of,
)


class NotSendable(Exception):
    """One of the files cannot be sent. `place`: 1 for the first; `reason`: too_large | unreadable |
    other_kind | not_known | locked | no_room | busy."""

    def __init__(self, place: int, reason: str) -> None:
        super().__init__(reason)
        self.place, self.reason = place, reason


def clean_copies(uploads: Sequence[SealedUpload]) -> list[SealedUpload]:
    """Return a clean copy of each upload, in the same order. If one fails, delete all of them and
    raise NotSendable."""
    made: list[SealedUpload] = []
    for place, upload in enumerate(uploads, 1):
        try:
            copy = _copy(upload)
        except NotShown as refusal:
            drop(made)
            raise NotSendable(place, str(refusal)) from None
        if copy.problem or not copy.sealed_size:
            drop(made)
            raise NotSendable(place, copy.problem or "unreadable")
        made.append(copy)
    return made


def drop(uploads: Iterable[SealedUpload]) -> None:
    """Delete copies that are not kept from disk."""
    for one in uploads:
        one.close()


def _copy(upload: SealedUpload) -> SealedUpload:
    with a_turn():
        rendition = to_give(upload.kind, _content_of(upload))
    handler = SealingUploadHandler()
    handler.new_file("file", upload.name, rendition.media_type, len(rendition.content))
    handler.receive_data_chunk(rendition.content, 0)
    return handler.file_complete(len(rendition.content))


def _content_of(upload: SealedUpload) -> bytes:
    with path_of(upload.stored_as).open("rb") as source:
        context = file_context(upload.stored_as)
        return b"".join(streams.unseal_stream(upload.key, source, context=context))
