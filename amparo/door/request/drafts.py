"""A request in the making, between one page and the next."""

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

from amparo.crypto import marks
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
from amparo.foundations.intake.requests.page_marks import mark_of_begun, mark_of_rest

COOKIE = "amparo_draft"
"""Of each draft of this browser the token, one after the other: first that which is written now,
then what was begun before of the rest of other requests."""
NOTHING = bytes(marks.SIZE)
"""In the place of the first: nothing is written now, and others wait."""
MOST = 20
"""Drafts of one browser that are looked for."""
ANSWERS, FILES = "answers", "files"
EXPIRED = "draft_gone"


class SentMeanwhile(Exception):
    """It became a request since this page was read: what is written here is added to that."""


class GoneMeanwhile(Exception):
    """It was added to a request, or thrown away, since this page was read: what is written here is
    nowhere yet."""


class ChangedMeanwhile(Exception):
    """Another page of it was saved since it was read to be sent: it is read anew."""


@dataclass(slots=True)
class Writing:
    """What somebody has written so far. `lost`: a code that says why a draft is no longer here;
    `before`: as it was read; `given`, `dropped`: what this very page says, and takes out."""

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
        """The moment of the last save, or nothing."""
        return parse_datetime(self.content.get("saved_at", "")) if self.row else None

    @property
    def forgotten_at(self) -> datetime | None:
        """When what is not sent goes by itself, unless something more is saved."""
        return self.saved_at and self.saved_at + KEPT_FOR

    @property
    def begun(self) -> bool:
        """Whether something is written here that was not sent."""
        return "filed" not in self.content and bool(any(self.answers.values()) or self.files)

    @property
    def told(self) -> list[str]:
        """Questions that were answered before this draft, in an urgent send."""
        return list(self.content.get("told", []))

    @property
    def page(self) -> str:
        """By which its pages are known; nothing before any of it is stored."""
        if self.row is None or "once" not in self.content:
            return ""
        rest_of = self.content.get("completes")
        return mark_of_begun(self.once) if rest_of is None else mark_of_rest(rest_of)

    def takes(self, page: str) -> bool:
        """Whether a page that says so may be saved here: it is its own, or belonged to none."""
        known = {self.page, self.content.get("was")}
        return not page or (self.row is not None and not known.isdisjoint({"", page}))

    @property
    def once(self) -> bytes:
        return bytes.fromhex(self.content["once"])

    def answer(self, given: Mapping[str, Any]) -> None:
        self.given |= given
        self.content[ANSWERS] = {**self.answers, **given}

    def add(self, uploads: Sequence[SealedUpload]) -> None:
        """Keep the good ones, say what happened to the others on the next page."""
        already = len(self.files)
        found = uploading.problems(uploads, already=already)
        kept = [uploading.packed(one) for one in uploading.taken(uploads, already=already)]
        self.content["files"] = [*self.files, *kept]
        self.content["problems"] = [*self.content.get("problems", []), *found]

    def drop(self, stored: Sequence[str]) -> None:
        """Take files out again; only those of this very draft."""
        self.dropped |= {one["stored_as"] for one in self.files} & {*stored}
        self.content[FILES] = [one for one in self.files if one["stored_as"] not in stored]

    def store(self, *, at: datetime) -> None:
        """Into what is stored in this moment: another page, in another window, may have been saved
        since this one was read. Raises SentMeanwhile, GoneMeanwhile."""
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
        """That with all that this page changes, and with nothing else of it: the answers of the
        page, the files that came or go here, whatever else is new."""
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
        """What was looked for on the page before; found once."""
        return str(self._once("find") or "")

    def typed_once(self) -> dict[str, str]:
        """What stood on this page, not right yet, when the language was changed; shown once."""
        return dict(self._once("typed") or {})

    def problems_once(self) -> list[str]:
        """What went wrong on the page before; said once."""
        return list(self._once("problems") or [])

    def _once(self, name: str) -> Any:
        """What one page left for the next: taken out of the draft as it is read."""
        found = self.content.pop(name, None)
        if found:
            with suppress(SentMeanwhile, GoneMeanwhile):
                self.store(at=timezone.now())
        return found


def writing(request: HttpRequest) -> Writing:
    """The draft of this browser, or an empty one that is not stored yet. What waits of the rest of
    another request is found by a page of it that stood open, or with the words of that request."""
    tokens, page = _tokens(request), request.POST.get(kept.DRAFT, "")
    found = next(_drafts(tokens[:1]), None)
    if found is None and page:
        found = next((one for one in _drafts(tokens[1:]) if one.page == page), None)
    return found or begun_anew(lost=EXPIRED if tokens[:1] not in ([], [NOTHING]) else "")


def completing(request: HttpRequest, filing: int) -> Writing | None:
    """What this browser holds of the rest of this very request, beside others perhaps."""
    here = _drafts(_tokens(request))
    return next((one for one in here if one.content.get("completes") == filing), None)


def begun_anew(*, lost: str) -> Writing:
    """One that is not stored yet, and holds nothing of any before it."""
    return Writing(None, lost=lost, content={"once": marks.token().hex()})


def keep(request: HttpRequest, response: HttpResponse, draft: Writing) -> None:
    """Store what was written. From here on a broken line loses nothing of it. Raises
    SentMeanwhile, GoneMeanwhile."""
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
    """It is this that is written from now on; the others wait behind it."""
    others = b"".join(one.token for one in _others(request, draft))
    set_cookie(request, response, COOKIE, draft.token + others)


def keep_sent(draft: Writing, visit: dict[str, Any]) -> None:
    """In its place what the visit holds, until its words are confirmed. In the transaction in which
    the request is stored. Raises ChangedMeanwhile, and nothing is."""
    held = _held_as_read(draft)
    if held is not None:
        sent = {"filed": visit, "once": draft.content["once"]}
        save_draft(held, sent, at=timezone.now())


def throw_away_as_read(draft: Writing) -> bool:
    """Forget it, in the transaction in which what was read is added to a request; whether it was
    there. Raises ChangedMeanwhile, and nothing is."""
    return _held_as_read(draft) is not None and forget_draft(draft.token)


def _held_as_read(draft: Writing) -> OpenDraft | None:
    """Hold it, if it is still there and says what was read. Raises ChangedMeanwhile."""
    held = hold_draft(draft.row) if draft.row else None
    if held and any(held.content.get(one) != draft.before.get(one) for one in (ANSWERS, FILES)):
        raise ChangedMeanwhile
    return held


def throw_away(draft: Writing) -> None:
    """Its files stay on the disk: they may be part of a request by now, or in a moment. Where they
    are of none nobody has their key any more, and they go after some days
    (`attachments.forget_orphans`)."""
    if draft.token:
        forget_draft(draft.token)


def go_on_without(request: HttpRequest, response: HttpResponse, draft: Writing) -> None:
    """The browser forgets it, and goes on with a request that was begun before. The rest of another
    waits for its words: nobody else reads it here because her own was sent."""
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
