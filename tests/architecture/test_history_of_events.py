"""Each event says in its own class what the history of a case and the news on the worklist say of
it."""

import sys
from collections.abc import Iterator

from amparo.foundations.ledger.events import HISTORIES, Event

REMEDY = (
    "say in the class what the history of a case says:"
    ' history = History(pgettext_lazy("act", "…"));'
    " NO_WORDS where the act beside it has words, or a job records it; an event that is about no"
    " case derives from SiteEvent"
)


def events_below(kind: type[Event]) -> Iterator[type[Event]]:
    """Every event of the product, without those that others derive from."""
    for one in kind.__subclasses__():
        of_ours = one.__module__.startswith("amparo.")
        # A dataclass with slots leaves the class behind that it was made from.
        if of_ours and getattr(sys.modules[one.__module__], one.__name__) is one:
            yield from list(events_below(one)) or [one]


def test_every_event_has_its_words_in_the_history_or_says_that_it_has_none():
    lacks = sorted({one.__name__ for one in events_below(Event) if not hasattr(one, "history")})
    assert not lacks, f"{lacks}: {REMEDY}"


def test_no_two_events_of_a_case_have_one_name():
    told = {(one.__module__, one.__name__) for one in events_below(Event) if "history" in vars(one)}
    names = [name for _module, name in told]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert set(names) <= HISTORIES.keys()
