"""The draft of a request, between pages."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from amparo.crypto import hashes_and_tokens as marks
from amparo.door.request import uploads as uploading
from amparo.foundations.accounts.decorators import set_cookie
from amparo.foundations.accounts.sign_in import form_recovery as kept
from amparo.foundations.intake.files.uploads import SealedUpload
from amparo.foundations.intake.requests.drafts import (
    KEPT_FOR,
    OpenDraft,
    begin_draft,
    forget_draft,
    hold_draft,
    resume_draft,
    save_draft,
)
from amparo.foundations.intake.requests.page_to_request_marks import mark_of_begun, mark_of_rest

COOKIE = "amparo_draft"
"""Concatenated tokens of this browser's drafts: first the one being written, then those begun
earlier to complete other requests."""
NOTHING = bytes(marks.SIZE)
"""Placeholder for the first token where nothing is being written and other drafts wait."""
MOST = 20
"""Maximum number of drafts of one browser that are looked up."""
ANSWERS, FILES = "answers", "files"
EXPIRED = "draft_gone"


class SentMeanwhile(Exception):
    """The draft became a request since this page was read: the text is added to that request."""


class GoneMeanwhile(Exception):
    """The draft was added to a request, or discarded, since this page was read: the text is not
    stored yet."""


class ChangedMeanwhile(Exception):
    """Another page of the draft was saved since it was read for sending: read it again."""


@dataclass(slots=True)
class Writing:
    """A draft and the changes of this page. `lost`: a code for why a draft no longer exists;
    `before`: the draft as it was read; `given`, `dropped`: what this page adds and removes."""

    row: OpenDraft | None
    lost: str = ""
    token: bytes = field(default=b"", repr=False)
    content: dict[str, Any] = field(default_factory=dict, repr=False)
    before: dict[str, Any] = field(default_factory=dict, repr=False)
    given: dict[str, Any] = field(default_factory=dict, repr=False)
    dropped: set[str] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        self.before = deepcopy(self.content)

    @property
    def answers(self) -> dict[str, Any]:
        return dict(self.content.get("answers", {}))

    @property
    def files(self) -> list[dict[str, Any]]:
        return list(self.content.get("files", []))

    @property
    def saved_at(self) -> datetime | None:
        """The moment of the last save, or None."""
        return parse_datetime(self.content.get("saved_at", "")) if self.row else None

    @property
    def forgotten_at(self) -> datetime | None:
        """When an unsent draft is deleted, unless more is saved."""
        return self.saved_at and self.saved_at + KEPT_FOR

    @property
    def begun(self) -> bool:
        """Whether something is written here that was not sent."""
        return "filed" not in self.content and bool(any(self.answers.values()) or self.files)

    @property
    def told(self) -> list[str]:
        """Questions that were answered before this draft, in an urgent report."""
        return list(self.content.get("told", []))

    @property
    def page(self) -> str:
        """The mark of this draft in its pages; "" before it is stored."""
        if self.row is None or "once" not in self.content:
            return ""
        rest_of = self.content.get("completes")
        return mark_of_begun(self.once) if rest_of is None else mark_of_rest(rest_of)

    def takes(self, page: str) -> bool:
        """Whether a page with this mark may be saved here: it belongs to this draft, or to none."""
        known = {self.page, self.content.get("was")}
        return not page or (self.row is not None and not known.isdisjoint({"", page}))

    @property
    def once(self) -> bytes:
        return bytes.fromhex(self.content["once"])

    def answer(self, given: Mapping[str, Any]) -> None:
        self.given |= given
        self.content[ANSWERS] = {**self.answers, **given}

    def add(self, uploads: Sequence[SealedUpload]) -> bool:
        """Keep the accepted files, and report on the others on the next page. Returns whether any
        was refused."""
        already = len(self.files)
        found = uploading.problems(uploads, already=already)
        kept = [uploading.packed(one) for one in uploading.taken(uploads, already=already)]
        self.content["files"] = [*self.files, *kept]
        self.content["problems"] = [*self.content.get("problems", []), *found]
        return bool(found)

    def drop(self, stored: Sequence[str]) -> None:
        """Remove files from the draft; only its own."""
        self.dropped |= {one["stored_as"] for one in self.files} & {*stored}
        self.content[FILES] = [one for one in self.files if one["stored_as"] not in stored]

    def store(self, *, at: datetime) -> None:
        """Merge into what is stored now: another page, in another window, may have been saved since
        this one was read. Raises SentMeanwhile, GoneMeanwhile."""
        if self.row is None:
            return
        with transaction.atomic():
            held = hold_draft(self.row)
            if held is None:
                raise GoneMeanwhile
            if "filed" in held.content and "filed" not in self.before:
                raise SentMeanwhile
            self.content = self._into(held.content)
            save_draft(held, self.content, at=at)
        for name in self.dropped:
            uploading.remove(name)

    def _into(self, stored: dict[str, Any]) -> dict[str, Any]:
        """Return the stored content with all changes of this page: its answers, files added or
        removed, and other new values."""
        own = {**self.content}
        answers, files = own.pop(ANSWERS, {}), own.pop(FILES, [])
        kept = {name: stored[name] for name in stored if name in own or name not in self.before}
        new = {name: said for name, said in own.items() if self.before.get(name) != said}
        merged = {**kept, **new}
        if answers or ANSWERS in stored:
            merged[ANSWERS] = {**stored.get(ANSWERS, {}), **self.given}
        if files or FILES in stored:
            merged[FILES] = self._files_with(stored.get(FILES, []), files)
        return merged

    def _files_with(
        self, stored: list[dict[str, Any]], files: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        known = {one["stored_as"] for one in (*stored, *self.before.get(FILES, []))}
        left = [one for one in stored if one["stored_as"] not in self.dropped]
        return [*left, *(one for one in files if one["stored_as"] not in known)]

    def search_once(self) -> str:
        """Return what was searched for on the previous page, once."""
        return str(self._once("find") or "")

    def typed_once(self) -> dict[str, str]:
        """Return invalid text that was on this page when the language was changed, once."""
        return dict(self._once("typed") or {})

    def problems_once(self) -> list[str]:
        """Return the problems of the previous page, once."""
        return list(self._once("problems") or [])

    def _once(self, name: str) -> Any:
        """Return and remove what one page left for the next."""
        found = self.content.pop(name, None)
        if found:
            with suppress(SentMeanwhile, GoneMeanwhile):
                self.store(at=timezone.now())
        return found


def writing(request: HttpRequest) -> Writing:
    """Return the draft of this browser, or a new one that is not stored yet. A draft that completes
    another request is found by one of its open pages, or with the access phrase of that request."""
    tokens, page = _tokens(request), request.POST.get(kept.DRAFT, "")
    found = next(_drafts(tokens[:1]), None)
    if found is None and page:
        found = next((one for one in _drafts(tokens[1:]) if one.page == page), None)
    return found or begun_anew(lost=EXPIRED if tokens[:1] not in ([], [NOTHING]) else "")


def completing(request: HttpRequest, filing: int) -> Writing | None:
    """Return the draft of this browser that completes this request, or None."""
    here = _drafts(_tokens(request))
    return next((one for one in here if one.content.get("completes") == filing), None)


def begun_anew(*, lost: str) -> Writing:
    """Return a new draft that is not stored yet, without the content of earlier ones."""
    return Writing(None, lost=lost, content={"once": marks.token().hex()})


def keep(request: HttpRequest, response: HttpResponse, draft: Writing) -> None:
    """Store the draft, so that a lost connection loses nothing. Raises SentMeanwhile,
    GoneMeanwhile."""
    at = timezone.now()
    draft.content["saved_at"] = at.isoformat()
    if draft.row:
        draft.store(at=at)
    else:
        draft.token = begin_draft(draft.content, at=at)
    if not is_first(request, draft):
        put_first(request, response, draft)


def is_first(request: HttpRequest, draft: Writing) -> bool:
    return _tokens(request)[:1] == [draft.token]


def put_first(request: HttpRequest, response: HttpResponse, draft: Writing) -> None:
    """Make this the draft being written; the others stay behind it."""
    others = b"".join(one.token for one in _others(request, draft))
    set_cookie(request, response, COOKIE, draft.token + others)


def keep_sent(draft: Writing, visit: dict[str, Any]) -> None:
    """Replace the draft by the content of the session, until the access phrase is confirmed, in the
    transaction in which the request is stored. Raises ChangedMeanwhile, and nothing is stored."""
    held = _held_as_read(draft)
    if held is not None:
        sent = {"filed": visit, "once": draft.content["once"]}
        save_draft(held, sent, at=timezone.now())


def throw_away_as_read(draft: Writing) -> bool:
    """Delete the draft in the transaction that adds what was read to a request. Returns whether it
    existed. Raises ChangedMeanwhile, and nothing is added."""
    return _held_as_read(draft) is not None and forget_draft(draft.token)


def _held_as_read(draft: Writing) -> OpenDraft | None:
    """Return the locked draft, if it still exists and is as it was read. Raises
    ChangedMeanwhile."""
    held = hold_draft(draft.row) if draft.row else None
    if held and any(held.content.get(one) != draft.before.get(one) for one in (ANSWERS, FILES)):
        raise ChangedMeanwhile
    return held


def throw_away(draft: Writing) -> None:
    """Delete the draft. Its files stay on disk, because they may belong to a request by now. Files
    of no request cannot be decrypted any more, and are deleted after some days
    (`attachments.forget_orphans`)."""
    if draft.token:
        forget_draft(draft.token)


def go_on_without(request: HttpRequest, response: HttpResponse, draft: Writing) -> None:
    """Remove the draft from the cookie and continue with one begun before. A draft that completes
    another request waits for its access phrase, so that it is not shown to another user of this
    browser."""
    others = sorted(_others(request, draft), key=lambda one: "completes" in one.content)
    if not others:
        response.delete_cookie(COOKIE)
        return
    first = NOTHING if "completes" in others[0].content else b""
    set_cookie(request, response, COOKIE, first + b"".join(one.token for one in others))


def throw_all_away(request: HttpRequest) -> None:
    for token in _tokens(request):
        forget_draft(token)


def _drafts(tokens: Sequence[bytes]) -> Iterator[Writing]:
    at = timezone.now()
    for token in tokens:
        row = resume_draft(token, at=at) if token != NOTHING else None
        if row is not None:
            yield Writing(row, token=token, content=row.content)


def _others(request: HttpRequest, draft: Writing) -> list[Writing]:
    return [one for one in _drafts(_tokens(request)) if one.token != draft.token]


def _tokens(request: HttpRequest) -> list[bytes]:
    try:
        whole = bytes.fromhex(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return []
    each = [whole[at : at + marks.SIZE] for at in range(0, len(whole), marks.SIZE)]
    return [] if len(whole) % marks.SIZE else each[:MOST]
