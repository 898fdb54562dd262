"""A typed recipient is known by the words of the register, as people write the names of offices."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone, translation

from amparo.casework.measures.states import Hindered
from amparo.casework.referral import services
from amparo.casework.referral.models import Referral
from amparo.cli.commands.site.init import add_institutions
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.queries import excluded_as
from amparo.foundations.institutions.models import Unit
from amparo.foundations.intake.exclusions import taken_for, units_meant
from amparo.foundations.intake.keys.case_keys import Visitor
from amparo.foundations.intake.names.state_bodies_in_text import bodies_in, bodies_meant, own_name
from amparo.foundations.intake.services import exclude, keep_from
from amparo.foundations.related_people.services import name_other
from amparo.law import known_protocols, load_protocol
from amparo.law.recipients import known_recipients
from tests.unit.referral.test_pages import Send, send
from tests.unit.referral.test_referring import agreed, must_not_know, proposed, text_of

__all__ = ["agreed", "proposed", "send"]

TRIALS = json.loads(Path(__file__).with_name("office_names.json").read_text("utf-8"))
WRONGLY_REFUSED_AT_MOST = 3  # of thirty
OF_THE_POLICE = [
    "Comisaría PNP",
    "PNP - Comisaría de Bagua",
    "Comisaría de la Policía Nacional de Bagua",
    "Comandante Ruiz, Policía Nacional",
    "REGPOL Amazonas PNP",
    "P.N.P. Bagua",
    "C0MISARIA de Bagua",
    "Соmisаría de Bagua",
    "lacomisaría",
    "LaComisaríaDeBagua",
    "DIVPOL Bagua",
    "DEPINCRI Jaén",
    "DIRAVPOL Mazamari",
    "Frente Policial Amazonas",
    "los policías de Imaza",
]
OF_OTHERS = [
    "Parroquia Santa Rosa, Av. Ejército 450",
    "Estudio Jurídico Ramos, jirón Policía Nacional 120",
    "Bodega Rosita, frente a la comisaría",
    "Comité contra la violencia policial",
    "Defensoría del Pueblo",
    "Ejército de Salvación",
    "Policarpo Ruiz",
    "Interpolar SAC",
    "Abogada Marina Prefer",
    "Casa de Salud Materna",
    "Prefectura Apostólica del Norte",
]


@pytest.fixture
def tree(site: dict[str, Unit]) -> dict[str, Unit]:
    """The institutions of the law in force, by the names that it gives them."""
    add_institutions()
    law = load_protocol(settings.PROTOCOL)
    for unit in Unit.objects.exclude(code="pnp-selva"):
        name = law.text(f"institutions.{unit.code}", law.languages[0])
        Unit.objects.filter(pk=unit.pk).update(name=name)
    Unit.objects.filter(code="pnp-selva").update(active=False)  # it is in no law
    return {unit.code: unit for unit in Unit.objects.all()}


@pytest.fixture
def without_police(flor: Visitor, site: dict[str, Unit]) -> None:
    exclude(flor.folder, site["pnp"], by=flor, at=timezone.now())


def named(names: Sequence[str]) -> list[str]:
    return [one for one in names if bodies_in(one)]


# --- the words alone ---


def test_a_part_of_the_police_is_known_by_any_of_its_words() -> None:
    for name in OF_THE_POLICE:
        assert "police" in {one.id for one in bodies_in(name)}, name


def test_a_street_or_what_something_is_about_is_no_body() -> None:
    assert named(OF_OTHERS) == []


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("el Ejército", "armed_forces"),
        ("los policías de Imaza", "police"),
        ("GORE Amazonas", "regional_government"),
        ("Suboficial PNP Juan Torres", None),
    ],
)
def test_a_body_is_meant_where_what_was_written_begins_with_it(
    written: str, body: str | None
) -> None:
    assert [one.id for one in bodies_meant(written)] == ([body] if body else [])


def test_a_company_is_known_without_what_many_are_called() -> None:
    assert own_name("Minera Quebrada Honda S.A.C.") == "quebrada honda"
    assert own_name("Minera Santa Rosa") == "Minera Santa Rosa"


def test_each_unit_of_the_words_is_an_institution_of_a_protocol() -> None:
    known = {
        one.id for law in known_protocols() for one in load_protocol(law).obligations.institution
    }
    assert {code for body in known_recipients().body for code in body.units} <= known


# --- every place where a recipient is typed ---


@pytest.mark.parametrize("typed", OF_THE_POLICE)
@pytest.mark.usefixtures("without_police")
def test_a_part_of_an_excluded_institution_is_refused_by_any_name(
    typed: str, proposed: Callable[..., Referral]
) -> None:
    with pytest.raises(Hindered, match="recipient_excluded"):
        proposed(name=typed)


@pytest.mark.usefixtures("without_police")
def test_a_post_there_receives_no_sheet(
    agreed: Callable[..., Referral], anas: OpenCase, ana: Actor
) -> None:
    referral, now = agreed(), timezone.now()
    services.print_copy(anas, referral.ref, by=ana, at=now)
    handed: dict[str, Any] = {"on": now.date(), "how": "in_person", "by": ana, "at": now}
    with pytest.raises(Hindered, match="recipient_excluded"):
        services.give(anas, referral.ref, taken_by="mesa de partes, comisaría", **handed)


def test_an_unexcluded_part_is_no_reason(proposed: Callable[..., Referral]) -> None:
    assert proposed(name="Comisaría de Bagua").state == "proposed"


def test_a_body_in_no_tree_is_known_in_what_the_person_wrote(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    must_not_know(flor, "el ejército, Minera Quebrada Honda SAC")
    for name in ("Cuartel de Bagua", "6.ª Brigada de Selva", "Honda Quebrada, relaciones"):
        assert taken_for(anas.folder, None, name, by=ana) is not None, name
    assert taken_for(anas.folder, None, "Comisaría de Bagua", by=ana) is None


def test_whoever_is_behind_the_danger_is_not_named_in_the_refusal(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    name_other(
        anas.folder, name="Minera Quebrada Honda", relation="aggressor", by=ana, at=timezone.now()
    )
    (reason,) = excluded_as(anas.folder, None, "Quebrada Honda SAC", seen_by=ana)
    assert reason == "recipient_excluded"
    assert "Honda" not in reason.why


def test_a_typed_part_means_its_institution_elsewhere_too(
    ana: Actor, site: dict[str, Unit]
) -> None:
    assert site["pnp"] in units_meant("Comisaría de Bagua", by=ana)


# --- what the page says ---


@pytest.mark.usefixtures("without_police")
def test_the_refusal_names_the_body_and_keeps_what_was_typed(
    send: Send, site: dict[str, Unit]
) -> None:
    said = {
        "wished": "no", "name": "Comisaría de Bagua", "kind": "public_institution",
        "what": "acompañarla en el viaje", "purpose": "tienen gente en el valle",
        "told-risk_summary": "una nota en la puerta",
    }  # fmt: skip
    page = send("propose", **said)
    text = text_of(page)
    assert page.status_code == 409
    assert f"«{site['pnp'].name}» no debe enterarse" in text
    assert "Elija otro destinatario" in text
    for words in ("Comisaría de Bagua", said["what"], said["purpose"], "una nota en la puerta"):
        assert words in text


def test_the_refusal_is_in_the_language_of_the_reader(
    anas: OpenCase, ana: Actor, flor: Visitor
) -> None:
    must_not_know(flor, "el ejército")
    for language, name in (("es", "Fuerzas Armadas"), ("en", "Armed forces")):
        with translation.override(language):
            (reason,) = excluded_as(anas.folder, None, "Cuartel", seen_by=ana)
            assert name in reason.why


# --- trials: thirty names of excluded bodies and thirty of others, as offices write them ---


@pytest.mark.parametrize("trial", TRIALS, ids=lambda one: one["id"])
def test_names_of_excluded_bodies_are_refused_and_few_others(
    trial: dict[str, Any], anas: OpenCase, ana: Actor, flor: Visitor, tree: dict[str, Unit]
) -> None:
    units = [tree[code] for code in trial["units"]]
    keep_from(flor.folder, units, names="\n".join(trial["names"]), by=flor, at=timezone.now())
    let_in = [
        one for one in trial["excluded"] if not excluded_as(anas.folder, None, one, seen_by=ana)
    ]
    wrongly = [one for one in trial["innocent"] if excluded_as(anas.folder, None, one, seen_by=ana)]
    assert (let_in, wrongly[WRONGLY_REFUSED_AT_MOST:]) == ([], []), wrongly
