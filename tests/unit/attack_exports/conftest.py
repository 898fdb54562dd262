"""A register with each kind of answer."""

from datetime import date

import pytest
from django.utils import timezone

from amparo.observatory.attacks.models import (
    Act,
    Attack,
    Fact,
    PartyConsent,
    Perpetrator,
    Response,
    Source,
    Victim,
)
from amparo.observatory.attacks.services import (
    NewConsent,
    NewPart,
    add_part,
    link_attacks,
    record_attack,
)
from amparo.observatory.attacks.texts import (
    ActText,
    AttackText,
    ConsentText,
    FactText,
    PerpetratorText,
    ResponseText,
    SourceText,
    VictimText,
)

SECRET = "Ermelinda Pacaya"
MAY = date(2026, 5, 1)


@pytest.fixture
def documented(irma):
    """Document one attack; `agreed`: what its one victim agreed to, or nothing."""

    def make(kinds, *, agreed=None, with_whom="", same_as="", others=(), more=(), **codes):
        columns = {
            "precision": "day", "first_month": MAY, "last_month": MAY, "department": "PE-UCA",
            "district": "Irazola", "defence_link": "linked", "verification": "likely", **codes,
        }  # fmt: skip
        victim = Victim(
            kind="person", gender="woman", groups=["indigenous"], work_areas=["land_territory"],
            same_as=same_as,
        )  # fmt: skip
        parts = [
            NewPart(victim, VictimText(name=SECRET)),
            *(
                NewPart(Act(victim=victim, kind=kind, verification="likely"), ActText(what=SECRET))
                for kind in kinds
            ),
            *more,
        ]
        consents = [*others]
        if agreed is not None:
            said = PartyConsent(victim=victim, ground="agreed", **{"hold": True, **agreed})
            consents.append(NewConsent(said, ConsentText(shared_with=with_whom)))
        text = AttackText(title=SECRET, exact_place="Los Sauces", first_day=date(2026, 5, 14))
        return record_attack(
            Attack(**columns), text, parts=parts, consents=consents, by=irma, at=timezone.now()
        )

    return make


@pytest.fixture
def register(irma, documented):
    """Five attacks: published, published and intimate, shared, taken back, not asked."""
    press, witness = (
        Source(kind=kind, reliability="fairly_reliable") for kind in ("media", "witness")
    )
    another = Victim(kind="person", gender="man")
    more = [
        NewPart(another, VictimText(name=SECRET)),
        NewPart(Act(victim=another, kind="death_threat", verification="likely"), ActText()),
        NewPart(
            Perpetrator(kind="police", legal_form="state", involvement="direct"),
            PerpetratorText(name=SECRET),
        ),
        NewPart(press, SourceText(name=SECRET)),
        NewPart(witness, SourceText(name=SECRET)),
        NewPart(Response(kind="investigation", outcome="token", month=MAY), ResponseText()),
    ]
    printed = PartyConsent(source=press, ground="public_source", hold=True, publish=True)
    first = documented(
        ["killing", "abduction"],
        agreed={"publish": True},
        more=more,
        others=[NewConsent(printed, ConsentText())],
    )
    fact = NewPart(Fact(source=press, about="when", verification="likely"), FactText(says=SECRET))
    add_part(first, fact, seen=first.attack.version, by=irma, at=timezone.now())
    same = first.attack.victims.get(gender="woman").same_as
    second = documented(["sexual_violence"], agreed={"publish": True}, same_as=same)
    link_attacks(first, second.attack, kind="followed_by", by=irma, at=timezone.now())
    shared = documented(
        ["death_threat"], agreed={"share": True}, with_whom="Amnistía Internacional; CNDDHH"
    )
    taken_back = documented(["killing"], agreed={"hold": False})
    not_asked = documented(["killing"], precision="unknown", first_month=None, last_month=None)
    return [one.attack for one in (first, second, shared, taken_back, not_asked)]
