"""A page as a browser without JavaScript reads it: forms, links, days and words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = frozenset({"script", "style", "title"})
WITHOUT_END = frozenset({"input", "br", "hr", "img", "link", "meta", "path", "circle", "source"})

type Given = Mapping[str, str | Sequence[str]]


class NotOnThePage(LookupError):
    """A form, a link or an answer is not on the page."""


@dataclass
class Field:
    """One input: its name, its values, and the values it may be given (empty: anything)."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    label: str = ""
    # Label of each allowed value.
    said: dict[str, str] = field(default_factory=dict)

    def choice(self, part: str) -> str:
        """The value whose label contains `part`. Raises NotOnThePage."""
        for value, words in self.said.items():
            if part in words:
                return value
        raise NotOnThePage(f"{self.name}: no choice says {part!r}; there are {self.said}")


@dataclass
class Form:
    action: str
    method: str
    multipart: bool
    fields: dict[str, Field] = field(default_factory=dict)
    # name, value and words of each button
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    # The text of the card that contains the form.
    around: str = ""
    # Whether it is in the page's main part, and not in the frame around it.
    own: bool = False

    def filled(self, given: Given) -> list[tuple[str, str]]:
        """Name and value of every field as it would be sent. Raises NotOnThePage."""
        unknown = [name for name in given if name not in self.fields and not self._presses(name)]
        if unknown:
            raise NotOnThePage(f"no field {', '.join(unknown)}; there are {', '.join(self.fields)}")
        sent = []
        for one in self.fields.values():
            if one.kind != "file":
                values = _listed(given.get(one.name, one.values))
                sent += [(one.name, value) for value in values]
        pressed = [(name, str(given[name])) for name in given if name not in self.fields]
        return sent + pressed

    def value(self, name: str) -> str:
        """The first value of a field on the page as it came."""
        return (self.fields[name].values or [""])[0]

    def _presses(self, name: str) -> bool:
        return any(name == button for button, _, _ in self.buttons)

    def takes(self, names: Sequence[str]) -> bool:
        return all(name in self.fields or self._presses(name) for name in names)


@dataclass
class Page:
    """The answer to a request. `path` is the address after redirects."""

    path: str
    status: int
    body: bytes = field(repr=False)
    kind: str
    forms: list[Form] = field(default_factory=list, repr=False)
    links: list[tuple[str, str]] = field(default_factory=list, repr=False)
    days: list[tuple[str, str]] = field(default_factory=list, repr=False)
    # Each legal date with its reasons: the day, and the text around it.
    dues: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    # The items of the list that is marked as the person's phrase.
    words: list[str] = field(default_factory=list)
    heading: str = ""
    text: str = field(default="", repr=False)
    attributes: list[dict[str, str]] = field(default_factory=list, repr=False)

    def form(self, *names: str, action: str = "") -> Form:
        """The form that has these fields and whose address contains `action`; forms of the page
        before those of the frame. Raises NotOnThePage."""
        for form in sorted(self.forms, key=lambda form: not form.own):
            # Without a field or an action the frame's own forms (such as signing out) are never
            # meant.
            if form.takes(names) and action in form.action and (form.own or names or action):
                return form
        held = "; ".join(f"{form.action}: {', '.join(form.fields)}" for form in self.forms)
        raise NotOnThePage(f"{self.path}: no form takes {', '.join(names)} {action}; forms: {held}")

    def value_of(self, name: str) -> str:
        """The first value of the first field of that name."""
        return self.form(name).value(name)

    def link(self, part: str, end: str = "/") -> str:
        """The first address that contains `part`, continues after it, and ends with `end`. Raises
        NotOnThePage."""
        for address, _ in self.links:
            if part in address and not address.endswith(part) and address.endswith(end):
                return address
        raise NotOnThePage(f"{self.path}: no link to {part}")

    def links_to(self, part: str) -> list[str]:
        return list(dict.fromkeys(address for address, _ in self.links if part in address))

    def marked(self, attribute: str) -> Iterator[str]:
        """The values of all attributes of that name."""
        return (one[attribute] for one in self.attributes if attribute in one)


def read_page(path: str, status: int, body: bytes, kind: str) -> Page:
    page = Page(path=path, status=status, body=body, kind=kind)
    if "html" in kind:
        reader = _Reader(page)
        reader.feed(body.decode("utf-8", "replace"))
        reader.close()
        reader.settle()
    return page


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.form: Form | None = None
        self.stack: list[tuple[str, dict[str, str], list[str]]] = []
        self.said: list[str] = []
        self.labels: dict[str, str] = {}
        self.ids: dict[str, Field] = {}
        self.select: Field | None = None
        self.beside: dict[str, tuple[Field, str]] = {}
        self.dates_before: list[int] = []
        self.forms_before: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if found:
            self.page.attributes.append({**found, "": tag})
        if tag not in WITHOUT_END:
            self.stack.append((tag, found, []))
        start = getattr(self, f"_start_{tag}", None)
        if start:
            start(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in WITHOUT_END:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if any(tag in UNSEEN for tag, _, _ in self.stack):
            return
        self.said.append(data)
        for _, _, words in self.stack:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {each for each, _, _ in self.stack}:
            return
        while self.stack:
            open_tag, found, words = self.stack.pop()
            end = getattr(self, f"_end_{open_tag}", None)
            if end:
                end(found, words)
            if "problem" in found.get("class", "").split() or found.get("role") == "alert":
                self.page.problems.append(_joined(words))
            if open_tag == tag:
                return

    def settle(self) -> None:
        self.page.text = _joined(self.said)
        for name, one in self.ids.items():
            one.label = one.label or self.labels.get(name, "")
        for name, (one, value) in self.beside.items():
            one.said[value] = self.labels.get(name, "")

    def _start_form(self, found: dict[str, str]) -> None:
        self.form = Form(
            action=found.get("action", ""),
            method=found.get("method", "get").lower(),
            multipart="multipart" in found.get("enctype", ""),
            own="main" in {tag for tag, _, _ in self.stack},
        )
        self.page.forms.append(self.form)

    def _end_form(self, _: dict[str, str], __: list[str]) -> None:
        self.form = None

    def _field(self, found: dict[str, str], kind: str) -> Field | None:
        name = found.get("name", "")
        if self.form is None or not name or "disabled" in found:
            return None
        one = self.form.fields.setdefault(name, Field(name, kind))
        if "id" in found:
            self.ids[found["id"]] = one
        return one

    def _start_input(self, found: dict[str, str]) -> None:
        kind = found.get("type", "text").lower()
        if kind in {"submit", "image", "button"}:
            self._button(found, found.get("value", ""))
            return
        one = self._field(found, kind)
        if one is None or kind == "file":
            return
        value = found.get("value", "on" if kind in {"checkbox", "radio"} else "")
        if kind in {"checkbox", "radio"}:
            one.allowed.append(value)
            self.beside[found.get("id", "")] = (one, value)
            if "checked" not in found:
                return
        one.values.append(value)

    def _end_textarea(self, found: dict[str, str], words: list[str]) -> None:
        one = self._field(found, "textarea")
        if one is not None:
            # The first line break belongs to the markup.
            one.values = ["".join(words).removeprefix("\n")]

    def _start_select(self, found: dict[str, str]) -> None:
        self.select = self._field(found, "select")

    def _start_option(self, found: dict[str, str]) -> None:
        if self.select is None:
            return
        value = found.get("value", "")
        if "selected" in found or not self.select.allowed:
            self.select.values = [value]
        self.select.allowed.append(value)

    def _end_option(self, found: dict[str, str], words: list[str]) -> None:
        if self.select is not None:
            self.select.said[found.get("value", "")] = _joined(words)

    def _end_select(self, _: dict[str, str], __: list[str]) -> None:
        self.select = None

    def _end_button(self, found: dict[str, str], words: list[str]) -> None:
        if found.get("type", "submit") == "submit":
            self._button(found, _joined(words))

    def _button(self, found: dict[str, str], words: str) -> None:
        if self.form is not None:
            self.form.buttons.append((found.get("name", ""), found.get("value", ""), words))

    def _end_label(self, found: dict[str, str], words: list[str]) -> None:
        self.labels[found.get("for", "")] = _joined(words)

    def _end_a(self, found: dict[str, str], words: list[str]) -> None:
        if "href" in found:
            self.page.links.append((found["href"], _joined(words)))

    def _end_h1(self, _: dict[str, str], words: list[str]) -> None:
        self.page.heading = self.page.heading or _joined(words)

    def _start_details(self, _: dict[str, str]) -> None:
        self.dates_before.append(len(self.page.days))

    def _end_details(self, found: dict[str, str], words: list[str]) -> None:
        inside = self.page.days[self.dates_before.pop() :]
        if "due" in found.get("class", "").split() and inside:
            self.page.dues.append((inside[0][0], _joined(words)))

    def _start_article(self, _: dict[str, str]) -> None:
        self.forms_before.append(len(self.page.forms))

    def _end_article(self, _: dict[str, str], words: list[str]) -> None:
        for form in self.page.forms[self.forms_before.pop() :]:
            form.around = form.around or _joined(words)

    def _end_li(self, _: dict[str, str], words: list[str]) -> None:
        if self.stack and "words" in self.stack[-1][1].get("class", "").split():
            self.page.words.append(_joined(words))

    def _end_time(self, found: dict[str, str], words: list[str]) -> None:
        self.page.days.append((found.get("datetime", ""), _joined(words)))


def _joined(words: Sequence[str]) -> str:
    return " ".join("".join(words).split())
