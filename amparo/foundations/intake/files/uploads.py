"""Uploads, encrypted block by block as they arrive, so that plain content is never written to
disk."""

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import connection, transaction

from amparo.crypto.file_sealing import Sealer
from amparo.crypto.keys import new_key
from amparo.foundations.accounts.server import disk_room as room
from amparo.foundations.accounts.server.whole_request_bodies import WholeBody
from amparo.foundations.intake.files.file_types import kind_of

HEAD = 16
FILES_WORTH = 4  # total of one request, in files of the largest size


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file sealed under its own key. `problem`: too_big, wrong_kind, no_room, or empty."""

    def __init__(
        self, *, name: str, stored_as: str, key: bytes, kind: str | None, problem: str
    ) -> None:
        super().__init__(file=None, name=name, content_type="", size=0)
        self.stored_as = stored_as
        self.key = key
        self.kind = kind or ""
        self.problem = problem
        self.sealed_size = 0
        self.digest = b""
        self.wanted = False  # deleted at the end of the request unless kept
        self.waits = False  # kept, but the row that names it is not committed
        self.question = ""  # the question that it answers, if known

    def __repr__(self) -> str:
        return "SealedUpload"

    def keep(self) -> None:
        """Keep the file once the transaction commits; on rollback it is deleted with the
        request."""
        self.wanted = self.waits = True
        transaction.on_commit(self._stay)

    def _stay(self) -> None:
        self.waits = False

    def close(self) -> None:
        """Delete the file unless it is kept. Django calls this at the end of a request, even a
        rejected one."""
        undone = self.waits and not connection.in_atomic_block
        if undone or not self.wanted:
            path_of(self.stored_as).unlink(missing_ok=True)


def path_of(stored_as: str) -> Path:
    return Path(settings.UPLOADS) / stored_as[:2] / stored_as


class SealingUploadHandler(FileUploadHandler):
    """Upload handler that passes each chunk to the sealer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken_in_all = 0
        self.made: list[SealedUpload] = []

    @property
    def file(self) -> "SealingUploadHandler":
        """Return the object that Django closes when the connection breaks."""
        return self

    def close(self) -> None:
        self._drop()

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django calls it so
        META: dict[str, Any],  # noqa: N803
        *_: Any,
        **__: Any,
    ) -> None:
        body = META.get("wsgi.input")
        if isinstance(body, WholeBody):
            body.when_cut.append(self._take_away)

    def _take_away(self) -> None:
        """Delete all files of a request whose connection broke, complete ones included."""
        self._drop()
        for upload in self.made:
            upload.close()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.stored_as = secrets.token_hex(20)
        self.key = new_key()
        self.sealer = Sealer(self.key, context=file_context(self.stored_as))
        self.first = b""
        self.taken = 0
        self.no_room = False
        self.sink: BinaryIO | None = None
        with self._as_far_as_there_is_room():
            path = path_of(self.stored_as)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o770)  # subject to the umask
            self.sink = path.open("xb", buffering=0)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        self.taken += len(raw_data)
        self.taken_in_all += len(raw_data)
        self.first = (self.first + raw_data[:HEAD])[:HEAD] if len(self.first) < HEAD else self.first
        if self.sink is None:
            return
        limit: int = settings.UPLOAD_LIMIT
        if self.taken > limit or self.taken_in_all > limit * FILES_WORTH:
            self._drop()
            return
        self._write(self.sealer.push(raw_data))

    def _write(self, sealed: bytes) -> None:
        with self._as_far_as_there_is_room():
            _leave_room_for_words()
            while self.sink is not None and sealed:
                sealed = sealed[self.sink.write(sealed) :]

    @contextmanager
    def _as_far_as_there_is_room(self) -> Iterator[None]:
        """Drop only this file on a full or broken disk, and keep the text sent with it."""
        try:
            yield
        except OSError:
            self.no_room = True
            self._drop()

    def file_complete(self, file_size: int) -> SealedUpload:
        kind = kind_of(self.first)
        if self.sink is not None and kind and self.taken:
            self._write(self.sealer.finish())
        problem = self._problem(kind)
        upload = SealedUpload(
            name=str(self.file_name or "")[:200],
            stored_as=self.stored_as,
            key=self.key,
            kind=kind,
            problem=problem,
        )
        upload.size = file_size
        self.made.append(upload)
        if problem or not self.taken or self.sink is None:
            self._drop()
            return upload
        self.sink.close()
        self.sink = None
        upload.sealed_size = self.sealer.result.sealed_size
        upload.digest = self.sealer.result.digest
        return upload

    def _problem(self, kind: str | None) -> str:
        if self.no_room:
            return "no_room"
        if self.sink is None:
            return "too_big"
        return "wrong_kind" if kind is None and self.taken else ""

    def upload_interrupted(self) -> None:
        self._drop()

    def _drop(self) -> None:
        sink: BinaryIO | None = getattr(self, "sink", None)
        if sink is not None:
            self.sink = None
            with suppress(OSError):
                sink.close()
            path_of(self.stored_as).unlink(missing_ok=True)


def _leave_room_for_words() -> None:
    """Keep free disk space for text, so that uploads cannot block requests. Raises OSError."""
    if not room.is_left(Path(settings.UPLOADS)):
        raise OSError(errno.ENOSPC, "kept free")


def file_context(stored_as: str) -> str:
    return f"file/{stored_as}"
