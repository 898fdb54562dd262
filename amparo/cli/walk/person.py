"""The person at risk in the demo: asks at the door, keeps a phrase, and decides on their page."""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from amparo.cli.walk.browser import Browser, Unexpected, Upload, well
from amparo.cli.walk.page_reader import Page

RATE = 8000  # samples a second, one byte each
STEPS_AT_MOST = 20
WORDS = 10


def recording(seconds: float = 1.0) -> bytes:
    """A small WAV file: one quiet tone."""
    samples = bytes(
        128 + int(30 * math.sin(2 * math.pi * 440 * at / RATE)) for at in range(int(RATE * seconds))
    )
    shape = struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8, b"data", len(samples))
    return struct.pack("<4sI4s", b"RIFF", len(samples) + 36, b"WAVE") + shape + samples


@dataclass
class Person:
    """A person without an account, who keeps only the phrase."""

    browser: Browser = field(repr=False)
    words: list[str] = field(default_factory=list, repr=False)

    def ask(self, answers: Mapping[str, Any], files: Mapping[str, Upload]) -> Page:
        """Go through the steps of a request, review and send it; ends on the page of the phrase."""
        page = self.browser.open("/request/")
        for _ in range(STEPS_AT_MOST):
            if "/check/" in page.path:
                return self._sent(page)
            form = next(form for form in page.forms if form.multipart)
            given = {name: value for name, value in answers.items() if name in form.fields}
            added = {name: file for name, file in files.items() if name in form.fields}
            page = well(self.browser.submit(page, form, {**given, "go": "on"}, added))
        raise Unexpected(f"{page.path}: the request has no end")

    def _sent(self, page: Page) -> Page:
        sends = {"csrfmiddlewaretoken", "draft"}
        form = next(form for form in page.forms if set(form.fields) == sends)
        return self._shown(well(self.browser.submit(page, form, {})))

    def ask_urgently(self, facts: str, place: str, contact: str) -> Page:
        page = self.browser.open("/urgent/")
        given = {"facts": facts, "coarse_place": place, "safe_contact": contact}
        return self._shown(self.browser.fill(page, given))

    def _shown(self, page: Page) -> Page:
        self.words = page.words
        if len(self.words) != WORDS:
            raise Unexpected(f"{page.path}: {len(self.words)} words are shown instead of {WORDS}")
        return page

    def confirm_words(self) -> Page:
        """Type the words that are asked for; ends on the proof of filing."""
        page = self.browser.open("/words/confirm/")
        [form] = [
            form for form in page.forms if any(name.startswith("word") for name in form.fields)
        ]
        asked = [name for name in form.fields if name.startswith("word")]
        given = {name: self.words[int(name.removeprefix("word")) - 1] for name in asked}
        return well(self.browser.submit(page, form, given))

    def come_back(self) -> Page:
        """Return with the phrase alone, in another browser."""
        self.browser.cookies.clear()
        page = self.browser.open("/return/")
        return self.browser.fill(page, {"phrase": " ".join(self.words)})

    def page(self) -> Page:
        return well(self.browser.open("/mine/"))

    def write(self, text: str) -> Page:
        page = self.browser.open("/mine/write/")
        return self.browser.fill(page, {"text": text})

    def read_everything(self) -> int:
        """Open each document that waits for the person; return how many."""
        new = self.page().links_to("/mine/papers/")
        for address in new:
            well(self.browser.open(address))
        return len(new)

    def decide(self, answer: str, note: str = "", *, about: str = "") -> Page:
        """Answer an open question: the first one, or the one whose card contains `about`."""
        page = self.page()
        linked = [self.browser.open(one) for one in page.links_to("/mine/decisions/")]
        for one in [page, *linked]:
            for form in one.forms:
                if "/mine/decisions/" in form.action and about in form.around:
                    given = {"answer": answer, "note": note}
                    return well(self.browser.submit(one, form, given))
        raise Unexpected(f"/mine/: no question waits that says {about!r}")

    def confirm(self, word: str, *, about: str) -> Page:
        """Say whether a measure arrived."""
        page = self.page()
        for form in page.forms:
            if "/mine/measures/" in form.action and about in form.around:
                return well(self.browser.submit(page, form, {"word": word}))
        raise Unexpected(f"/mine/: no measure asks whether it arrived ({about})")
