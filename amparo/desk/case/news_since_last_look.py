"""What others did in a case since the member last looked: the act, and who did it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext, pgettext

from amparo.casework.measures.presentation import states_here
from amparo.foundations.cases.computed_columns import NEVER
from amparo.foundations.ledger.events import HISTORIES, NO_WORDS, History
from amparo.foundations.ledger.queries import News
from amparo.foundations.web.law.wording import say
from amparo.law import Protocol

ARRIVED: Mapping[str, Promise] = {
    "arrived": later("The person says that a measure arrived"),
    "works": later("The person says that a measure protects them"),
    "not_enough": later("The person says that a measure does not protect them"),
    "stopped": later("The person says that a measure stopped"),
    "did_not_arrive": later("The person says that a measure did not arrive"),
}


def news_in_words(news: News | None, law: Protocol, names: Mapping[str, str]) -> str:
    """Return the last act and the number of further ones. `names`: of members, by signature."""
    if news is None:
        return ""
    said = _news(news, law, names)
    if news.count <= 1:
        return said
    more = news.count - 1
    counted = ngettext("%(said)s, and %(count)d more", "%(said)s, and %(count)d more", more)
    return counted % {"said": said, "count": more}


def entry_in_words(event: str, facts: dict[str, Any], by: str, law: Protocol) -> str:
    """Return one act of the record in words, without its author."""
    news = News(event, facts, by, at=NEVER, count=1)
    return str(_by_the_person(news) or _history(event).by_others or _act(news, law))


def _history(event: str) -> History:
    return HISTORIES.get(event, NO_WORDS)


def _news(news: News, law: Protocol, names: Mapping[str, str]) -> str:
    if said := _by_the_person(news):
        return str(said)
    if by_others := _history(news.event).by_others:
        return str(by_others)
    if news.by.startswith("other:") and news.event == "ConsentAnswered":
        return _("Somebody who speaks for the person answered")
    act = _act(news, law)
    name = names.get(news.by, "")
    return _("%(act)s: %(name)s") % {"act": act, "name": name} if name else act


def _by_the_person(news: News) -> Promise | str:
    """Return what the person did; "" for acts of others."""
    if news.by != "person":
        return ""
    if news.event == "MeasureConfirmed":
        return ARRIVED.get(str(news.facts.get("word", "")), "")
    if news.event == "IncidentTold" and news.facts.get("urgent"):
        return _("Urgent: the person says that they are in danger now")
    return _history(news.event).by_person


def _act(news: News, law: Protocol) -> str:
    state = str(news.facts.get("state", ""))
    if news.event == "CaseClaimed" and news.by != f"member:{news.facts.get('member')}":
        return pgettext("act", "Assigned")
    if news.event == "MeasureMoved" and state in (states := states_here()):
        return _("Measure: %(state)s") % {"state": states[state][1]}
    if news.event == "LegalEvent":
        return say(law, f"events.{news.facts.get('what', '')}").capitalize()
    if news.event == "TaskOpened" and news.facts.get("kind") == "reassess":
        return str(_history("IncidentTold").said)
    if news.event == "DatedTaskOpened" and news.facts.get("kind") == "see_glass":
        return str(_history("GlassBroken").said)  # this task was opened with it
    return str(_history(news.event).said or _("The team worked on it"))
