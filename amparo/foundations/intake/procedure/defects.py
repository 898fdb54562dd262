"""Defects of the procedure that are ground for a complaint at any time, and how a complaint came
in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from amparo.foundations.intake.models import Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.web.law.wording import say
from amparo.law import CaseState, Deed, Protocol, load_protocol

DEFECT = "defect:"


@dataclass(frozen=True, slots=True)
class Named:
    """A defect by its id in the law, the role complained of, and the act that it owes (`duty`;
    empty where no single one is named)."""

    defect: str
    owed_by: str
    duty: str = ""

    @property
    def key(self) -> str:
        return f"{self.defect}/{self.owed_by}/{self.duty}"


@dataclass(frozen=True, slots=True)
class Came:
    """The channel of the law through which a complaint reached a desk, and when."""

    channel: str = ""
    at: datetime | None = None


def may_complain(filing: Filing, state: CaseState) -> bool:
    act = load_protocol(filing.protocol).act_that(Deed.COMPLAIN)
    if act is None or filing.withdrawn_at:
        return False
    return any(one.id == act.id and not one.missing for one in state.acts)


def defects_of(filing: Filing, *, at: datetime) -> list[str]:
    """Return the defects of which the law allows a complaint now, whether or not a term is late."""
    law = load_protocol(filing.protocol)
    if not law.review.defect or not may_complain(filing, standing(filing, at=at)):
        return []
    return [one.id for one in law.review.defect]


def duties_of(law: Protocol) -> dict[str, list[str]]:
    """Return, for each authority with a superior, the acts that the law requires of it."""
    blamed = [one.id for one in law.roles.values() if one.authority and one.superior]
    acts = [one for one in law.acts.values() if one.statutory]
    return {role: [one.id for one in acts if role in one.by] for role in blamed}


def say_defect(law: Protocol, named: Named) -> str:
    """Return the defect, and the duty if one is named, in the words of the law."""
    said = say(law, f"defects.{named.defect}")
    return f"{said}: {say(law, f'acts.{named.duty}')}" if named.duty else said


def duties_in_words(law: Protocol) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the duties as grouped choices, by role: `role/act`, and `role/` for no single duty."""
    return [
        (
            say(law, f"roles.{role}"),
            [
                (f"{role}/", str(_("I do not know which duty, or another one"))),
                *((f"{role}/{act}", say(law, f"acts.{act}")) for act in acts),
            ],
        )
        for role, acts in duties_of(law).items()
    ]


def say_complained(law: Protocol, term: str) -> str:
    """Return what a complaint at an external authority is about, in words. `term`: a term, or
    `defect:` and an id."""
    of_defect = term.partition(DEFECT)[2]
    return say(law, f"defects.{of_defect}") if of_defect else say(law, f"terms.{term}")


def named_in(data: Mapping[str, Any]) -> Named | None:
    defect = data.get("defect", "")
    return Named(defect, data["owed_by"], data.get("duty", "")) if defect else None


def asks() -> str:
    return _(
        "I ask you to rule on this in the term of the law, to order that it be done by a day that"
        " you name, and to do what the law says about whoever is responsible. This complaint does"
        " not stop my request."
    )


def draft_of(filing: Filing, named: Named, *, language: str = "") -> str:
    """Return the text of a complaint about a defect, in the law's first language or in
    `language`."""
    law = load_protocol(filing.protocol)
    act, duty = law.act_that(Deed.COMPLAIN), law.acts.get(named.duty)
    with override(language or law.languages[0]):
        parts = {
            "whom": say(law, f"roles.{law.roles[named.owed_by].superior}"),
            "ground": act.source if act else "",
            "code": filing.code,
            "who": say(law, f"roles.{named.owed_by}"),
            "defect": say(law, f"defects.{named.defect}"),
            "source": next(one.source for one in law.review.defect if one.id == named.defect),
            "duty": say(law, f"acts.{named.duty}"),
            "norm": duty.source if duty else "",
        }
        paragraphs = [
            _("To: %(whom)s.") % parts,
            _("Complaint about a defect of the procedure (%(ground)s), case %(code)s.") % parts,
            _("The defect: %(defect)s (%(source)s). Of whom I complain: %(who)s.") % parts,
            _("The duty: %(duty)s (%(norm)s).") % parts if duty else "",
            asks(),
        ]
    return "\n\n".join(filter(None, paragraphs))


def defect_filed(
    filing: Filing,
    named: Named,
    *,
    words: str,
    way: str = "",
    who: str = "",
    came: Came | None = None,
) -> dict[str, Any]:
    """Return the body of a complaint about a defect, as it is sealed."""
    data = {
        "term": "",
        "owed_by": named.owed_by,
        "due": "",
        "late_by": 0,
        "defect": named.defect,
        "duty": named.duty,
        **data_of(came),
    }
    text = draft_of(filing, named)
    return {"text": text, "note": words, "way": way, "asked_by": who, "data": data}


def data_of(came: Came | None) -> dict[str, str]:
    if came is None:
        return {}
    return {"channel": came.channel, "came_at": came.at.isoformat() if came.at else ""}
