"""Acts on the database of a site that the browser visits; run by `Site.act`, after django.setup().

Without arguments it sets the site up and prints how each person signs in: nobody here exists.
With `plan WORDS` it acts as the team on the file that these words open: her page shows something.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from amparo.cli.commands.site.tick import tick
from amparo.crypto import one_time_codes as codes
from amparo.crypto.keys import new_pair
from amparo.foundations.accounts import services
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import Credentials, Member, Session
from amparo.foundations.cases.access.access_log import looked
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import give_seat, open_case
from amparo.foundations.consent.services import ask
from amparo.foundations.institutions.models import Unit
from amparo.foundations.institutions.services import add_unit
from amparo.foundations.intake.documents.services import write_paper
from amparo.foundations.intake.keys.case_keys import STRANGER
from amparo.foundations.intake.queries import filing_to_open, visit_by_phrase
from tests.browser import a_year, decided, owing
from tests.people import unlocked

PASSWORD = "a window over seven quiet rivers"
UNITS = (
    ("minjusdh", None, "Ministerio de Justicia y Derechos Humanos", False),
    ("dgdh", "minjusdh", "Dirección General de Derechos Humanos", False),
    ("mininter", None, "Ministerio del Interior", False),
    ("pnp", "mininter", "Policía Nacional del Perú", True),
    ("pnp-selva", "pnp", "Comisaría de Río Claro (ficticia)", True),
    ("minam", None, "Ministerio del Ambiente", False),
)
PEOPLE = (
    ("Rosa Quispe", "reception", "dgdh"),
    ("Ana Huaman", "analyst", "dgdh"),
    ("Beto Rojas", "analyst", "dgdh"),
    ("Delia Campos", "decision_maker", "minjusdh"),
    ("Saul Medina", "supervisor", "dgdh"),
    ("Carla Vega", "institution_officer", "pnp-selva"),
    ("Mario Luna", "institution_officer", "minam"),
)


def set_up() -> dict[str, dict[str, str]]:
    """Institutions, keys and accounts; returns how each person signs in."""
    at = timezone.now()
    units = {}
    for code, parent, name, police in UNITS:
        units[code] = add_unit(
            code=code,
            name=name,
            parent=units.get(parent or ""),
            branch="executive",
            level="national",
            police=police,
            by=SYSTEM,
            at=at,
        )
    services.make_group("recovery", "", public=new_pair().public, by=SYSTEM, at=at)
    return dict(_joined(name, role, units[unit], at) for name, role, unit in PEOPLE)


def _joined(name: str, role: str, unit: Unit, at: datetime) -> tuple[str, dict[str, str]]:
    """One more account; returns how this member signs in."""
    sign_in_name = name.split(maxsplit=1)[0].casefold()
    secret = codes.new_secret()
    word = services.invite(
        name=name, sign_in_name=sign_in_name, roles=[role], unit=unit, by=SYSTEM, at=at
    )
    services.enrol(
        word, password=PASSWORD, code_secret=secret, code=codes.code_at(secret, at), at=at
    )
    return sign_in_name, {"password": PASSWORD, "code_secret": secret, "role": role}


def overseen(name: str, body: str) -> None:
    """A body outside the mechanism, with an oversight seat; prints how its member signs in."""
    at = timezone.now()
    unit = add_unit(
        code="oversees",
        name=body,
        parent=None,
        branch="autonomous",
        level="national",
        police=False,
        by=SYSTEM,
        at=at,
    )
    sys.stdout.write(json.dumps(dict([_joined(name, "overseer", unit, at)])))


def jobs_run() -> None:
    """What `amparo tick` does."""
    tick()


def plan(words: str) -> None:
    """Open her file as the team does, write to her, and put two measures to her decision."""
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    rosa, ana = (
        unlocked(Member.objects.get(sign_in_name=name), PASSWORD) for name in ("rosa", "ana")
    )
    at = timezone.now()
    folder = filing_to_open(visitor.folder.code, seen_by=rosa)
    assert folder is not None
    case = open_case(folder, by=rosa, at=at)
    looked(case, reason="duty", by=ana, at=at, first_time=True)
    folder = opened(folder.code, seen_by=ana).folder
    write_paper(
        folder,
        kind="message",
        body={"text": "Buenas tardes. La llamamos hoy, con la palabra que usted eligió."},
        by=ana,
        at=at,
        for_person=True,
    )
    for ref, code, label, what, fields in (
        (
            "PATR-PATR-PATR",
            "pnp-selva",
            "Rondas de la policía cerca de su casa",
            "Una patrulla pasaría tres veces por semana. Nadie tocaría su puerta.",
            {"coarse_place": "Barrio Las Lomas, sin la dirección", "schedule": "De noche"},
        ),
        (
            "RIOS-RIOS-RIOS",
            "minam",
            "Supervisión ambiental de la quebrada",
            "El ministerio revisaría quién ensucia la quebrada.",
            {"coarse_place": "La quebrada, sin su nombre"},
        ),
    ):
        paper = write_paper(
            folder,
            kind="measure",
            body={"label": label, "what": what, "fields": fields},
            by=ana,
            at=at,
            for_person=True,
        )
        ask(
            folder,
            kind="measure",
            subject=ref,
            unit=Unit.objects.get(code=code),
            fields=list(fields),
            paper_ref=paper.ref,
            by=ana,
            at=at,
        )


def code(words: str) -> None:
    """Print which case these words belong to."""
    visitor, _ = visit_by_phrase(words, seen_by=STRANGER)
    sys.stdout.write(visitor.folder.code)


def seated(code: str, *names: str) -> None:
    """More members, given a seat by the analyst."""
    ana = unlocked(Member.objects.get(sign_in_name="ana"), PASSWORD)
    case = opened(code, seen_by=ana)
    for name in names:
        member = Member.objects.get(sign_in_name=name)
        give_seat(case.case, case.folder, member, reason="task", by=ana, at=timezone.now())


def grow_stale() -> None:
    """A quarter of an hour goes by since everybody showed password and code."""
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=15))


def forget_codes(name: str) -> None:
    """Let the code that a phone shows now be used again, as half a minute of waiting would."""
    Credentials.objects.filter(member__sign_in_name=name).update(last_code_step=0)


def main(arguments: list[str]) -> None:
    acts: dict[str, Callable[..., None]] = {
        "plan": plan,
        "code": code,
        "seated": seated,
        "overseen": overseen,
        "jobs_run": jobs_run,
        "forget_codes": forget_codes,
        "grow_stale": grow_stale,
        "figures": a_year.figures,
        "traits": a_year.traits,
        "granted": decided.granted,
        "put": decided.put,
        "owe": owing.owe,
    }
    if arguments:
        acts[arguments[0]](*arguments[1:])
    else:
        sys.stdout.write(json.dumps(set_up()))
