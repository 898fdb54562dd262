"""`amparo member`: invite, list, units."""

from argparse import ArgumentParser

import pytest

from amparo.cli.command_errors import Mistake
from amparo.cli.commands.accounts import member
from amparo.cli.walk.demo_site import INVITED
from amparo.foundations.accounts.models import Invitation, Member
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.models import Entry


@pytest.fixture
def run(site, capsys):
    def make(*words):
        parser = ArgumentParser()
        member.add_arguments(parser)
        assert member.run(parser.parse_args(words)) == 0
        return capsys.readouterr().out

    return make


def test_an_invitation_is_printed_once_and_only_its_hash_is_kept(run):
    said = run("invite", "Nelly Ramos", "--role", "analyst", "--unit", "dgdh")
    (word,) = INVITED.findall(said)
    invitation = Invitation.objects.get()
    assert (invitation.sign_in_name, invitation.roles) == ("nelly", ["analyst"])
    assert word not in str(vars(invitation))
    assert bytes(invitation.token_hash).hex() != word


def test_an_invitation_is_on_record_without_the_name(run):
    run("invite", "Nelly Ramos", "--role", "analyst", "--role", "reception", "--unit", "dgdh")
    entry = Entry.objects.get(event="MemberInvited")
    assert "Nelly" not in entry.facts + entry.about
    assert '"roles":"analyst+reception"' in entry.facts


def test_a_taken_sign_in_name_is_a_mistake(run, rosa):
    with pytest.raises(Mistake, match="--sign-in"):
        run("invite", "Rosa Lima", "--role", "analyst", "--unit", "dgdh")
    run("invite", "Rosa Lima", "--role", "analyst", "--unit", "dgdh", "--sign-in", "Rosa-Lima")
    assert Invitation.objects.filter(sign_in_name="rosa-lima").exists()


def test_an_unknown_unit_or_a_missing_role_is_a_mistake(run):
    with pytest.raises(Mistake, match=r"there are: .*pnp"):
        run("invite", "Nelly Ramos", "--role", "analyst", "--unit", "nowhere")
    with pytest.raises(Mistake, match="--role"):
        run("invite", "Nelly Ramos", "--unit", "dgdh")
    for name in ([], [" "]):
        with pytest.raises(Mistake, match="the name"):
            run("invite", *name, "--role", "analyst", "--unit", "dgdh")
    assert not Invitation.objects.exists()


def test_an_address_that_is_none_is_a_mistake(run):
    who = ("invite", "Nelly Ramos", "--role", "analyst", "--unit", "dgdh", "--mail")
    for address in ("nelly", "nelly@", "nelly@example.org, x@example.org", "a@b.c\nBcc: x@y.z"):
        with pytest.raises(Mistake, match="no mail address"):
            run(*who, address)
    assert not Invitation.objects.exists()
    run(*who, "nelly@example.org")
    assert Invitation.objects.get().mail == "nelly@example.org"


def test_a_role_that_there_is_not_is_refused(run):
    with pytest.raises(SystemExit) as left:
        run("invite", "Nelly Ramos", "--role", "minister", "--unit", "dgdh")
    assert left.value.code == 2


def test_the_list_says_who_has_an_account_and_who_has_left(run, rosa, carla):
    Member.objects.filter(pk=carla.member.pk).update(active=False)
    lines = run("list").splitlines()
    assert "rosa\tRosa Quispe\treception\tdgdh" in lines
    assert "carla\tCarla Vega\tinstitution_officer\tpnp-selva (left or suspended)" in lines


def test_units_are_shown_as_the_tree_that_they_are(run):
    lines = run("units").splitlines()
    assert "mininter\tMININTER" in lines
    assert "    pnp-selva\tPNP-SELVA" in lines


def test_a_part_of_the_police_is_police(run):
    run("add-unit", "Comisaria de la Quebrada", "--unit", "pnp-quebrada", "--under", "pnp")
    unit = Unit.objects.get(code="pnp-quebrada")
    assert (unit.line, unit.police) == ("mininter/pnp/pnp-quebrada", True)


def test_a_municipality_is_added_at_its_level(run):
    told = ("--unit", "municipalidad-x", "--level", "local", "--territory", "Ucayali")
    run("add-unit", "Municipalidad Distrital de X", *told)
    unit = Unit.objects.get(code="municipalidad-x")
    assert (unit.level, unit.territory, unit.parent) == ("local", "Ucayali", None)


def test_a_unit_without_name_or_code_is_a_mistake(run):
    with pytest.raises(Mistake, match="--unit"):
        run("add-unit", "Sin clave")
    with pytest.raises(Mistake, match="name"):
        run("add-unit", "--unit", "sin-nombre")
    with pytest.raises(Mistake, match="no unit"):
        run("add-unit", "Sin mando", "--unit", "sin-mando", "--under", "nowhere")
