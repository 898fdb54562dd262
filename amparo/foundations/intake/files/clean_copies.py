"""What the team sends to the person goes as a copy made anew: who made it, where and with what
stays behind. The upload itself goes with its request. What cannot be made anew is not sent at all.
"""

from collections.abc import Iterable, Sequence

from amparo.crypto import streams
from amparo.foundations.intake.files.copy_queue import a_turn
from amparo.foundations.intake.files.renditions import NotShown, to_give
from amparo.foundations.intake.files.uploads import (
    SealedUpload,
    SealingUploadHandler,
    file_context,
    path_of,
)


class NotSendable(Exception):
    """One of the files cannot go. `place`: 1 for the first; `reason`: too_large | unreadable |
    other_kind | not_known | locked | no_room | busy."""

    def __init__(self, place: int, reason: str) -> None:
        super().__init__(reason)
        self.place, self.reason = place, reason


def clean_copies(uploads: Sequence[SealedUpload]) -> list[SealedUpload]:
    """Each as it may be sent, in the same order; all of them or, with NotSendable, none."""
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
    """Take copies off the disk that nobody keeps."""
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
