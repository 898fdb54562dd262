"""The register of attacks: entered on one page, completed, contradicted, shared only as agreed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from amparo.cli.walk.page_reader import read_page
from amparo.foundations.ledger.models import Entry
from amparo.observatory.attacks import queries, services
from amparo.observatory.attacks.attack_keys import opened
from amparo.observatory.attacks.drafts import forget_old_attack_drafts
from amparo.observatory.attacks.models import (
    Act,
    Attack,
    AttackDraft,
    AttackLink,
    Fact,
    PartyConsent,
    Source,
    Victim,
)
from amparo.observatory.attacks.texts import VictimText
from tests.clock import TODAY

HERE = "/desk/attacks/"
ENTRY = {
    "title": "Amenaza en la asamblea",
    "when": "2026-05-14",
    "department": "PE-UCA",
    "province": "Padre Abad",
    "district": "Irazola",
    "exact_place": "local comunal de Los Sauces",
    "what_happened": "Dos hombres anunciaron que la matarían.",
    "defence_link": "linked",
    "verification": "likely",
    "kind_1": "death_threat",
    "kind_2": "smear_stigmatisation",
    "victim-kind": "person",
    "victim-name": "Ermelinda Pacaya",
    "victim-gender": "woman",
    "victim-groups": ["indigenous"],
    "victim-work_areas": "land_territory",
    "perpetrator-kind": "illegal_logging",
    "perpetrator-legal_form": "non_state_illicit",
    "perpetrator-involvement": "direct",
    "source-kind": "witness",
    "source-reliability": "fairly_reliable",
    "source-name": "Testigo de la asamblea",
    "consent-ground": "agreed",
    "consent-hold": "on",
}


@pytest.fixture
def desk(irma, signed_in):
    return signed_in(irma)


@pytest.fixture
def attack(desk):
    assert desk.post(f"{HERE}new/", ENTRY).status_code == 302
    return Attack.objects.get()


def seen(attack):
    return {"seen": Attack.objects.get(pk=attack.pk).version}


def test_an_attack_is_entered_on_one_page(desk, attack, irma):
    assert (attack.department, str(attack.first_month)) == ("PE-UCA", "2026-05-01")
    assert [act.kind for act in Act.objects.order_by("pk")] == [
        "death_threat",
        "smear_stigmatisation",
    ]
    whole = queries.whole(opened(attack, seen_by=irma), seen_by=irma)
    assert whole.victims[0].text.name == "Ermelinda Pacaya"
    assert str(whole.text.first_day) == "2026-05-14"
    page = desk.get(f"{HERE}{attack.code}/").text
    for shown in ("Ermelinda Pacaya", "Amenaza de muerte", "Testigo de la asamblea", "Ucayali"):
        assert shown in page
    assert Entry.objects.get(event="AttackRecorded").about == attack.code


def test_names_and_texts_are_stored_only_sealed(attack):
    rows = [*Attack.objects.values(), *Victim.objects.values(), *Source.objects.values()]
    stored = repr([value for row in rows for value in row.values()])
    for secret in ("Ermelinda", "Testigo de", "Los Sauces", "Dos hombres"):
        assert secret not in stored, secret


@pytest.mark.parametrize("who", ["ana", "saul", "delia"])
def test_only_monitors_reach_the_register(who, request, attack, signed_in):
    other = signed_in(request.getfixturevalue(who))
    for address in ("", "new/", f"{attack.code}/", f"{attack.code}/erase/"):
        assert other.get(f"{HERE}{address}").status_code == 404


def test_a_list_shows_codes_and_unseals_nothing(desk, attack):
    page = desk.get(HERE).text
    assert attack.code in page
    assert "Amenaza de muerte" in page
    assert "Ermelinda" not in page
    assert attack.code in desk.get(HERE, {"kind": "death_threat", "when": "2026"}).text
    assert attack.code not in desk.get(HERE, {"kind": "killing"}).text
    assert attack.code not in desk.get(HERE, {"when": "2025"}).text


def test_what_is_wrong_is_said_and_nothing_is_lost(desk, irma):
    sent = {**ENTRY, "when": "2031-01-01", "kind_1": "", "consent-name": "on"}
    answer = desk.post(f"{HERE}new/", sent)
    assert answer.status_code == 422
    assert "Esta fecha aún no llega." in answer.text
    assert "Dos hombres anunciaron" in answer.text
    assert not Attack.objects.exists()


def test_contradictions_stand_side_by_side(desk, attack):
    source = Source.objects.get()
    for says, relied in (("Fue el 14 de mayo.", "on"), ("Fue el 15 de mayo.", "")):
        sent = {"source": source.pk, "about": "when", "says": says, "verification": "disputed"}
        sent |= {"relied_on": relied} if relied else {}
        address = f"{HERE}{attack.code}/facts/new/"
        assert "Se guardó." in desk.post(address, {**sent, **seen(attack)}, follow=True).text
    page = desk.get(f"{HERE}{attack.code}/").text
    assert "Fue el 14 de mayo." in page
    assert "Fue el 15 de mayo." in page
    assert Fact.objects.filter(relied_on=True).count() == 1


def test_of_two_members_who_edit_at_once_neither_loses_text(desk, attack):
    victim = Victim.objects.get()
    address = f"{HERE}{attack.code}/victims/{victim.ref}/"
    sent = {"kind": "person", "name": "Ermelinda Pacaya Ríos", "gender": "woman"}
    old = seen(attack)
    assert desk.post(address, {**sent, **old}).status_code == 302
    late = desk.post(address, {**sent, "name": "E. Pacaya", **old})
    assert late.status_code == 409
    assert "E. Pacaya" in late.text
    assert desk.post(address, {**sent, "name": "E. Pacaya", **seen(attack)}).status_code == 302


def test_a_part_is_removed_only_when_nothing_rests_on_it(desk, attack):
    victim, act = Victim.objects.get(), Act.objects.first()
    address = f"{HERE}{attack.code}/victims/{victim.ref}/"
    assert desk.post(address, {"act": "remove", **seen(attack)}).status_code == 409
    assert Victim.objects.exists()
    act_address = f"{HERE}{attack.code}/acts/{act.ref}/"
    assert desk.post(act_address, {"act": "remove", **seen(attack)}).status_code == 302
    assert not Act.objects.filter(pk=act.pk).exists()


def test_what_may_not_be_kept_is_erased_at_once(desk, attack, irma):
    victim = Victim.objects.get()
    address = f"{HERE}{attack.code}/victims/{victim.ref}/consent/"
    assert desk.post(address, {"ground": "agreed"}).status_code == 302
    held = opened(attack, seen_by=irma)
    row = queries.part_called(held, Victim, victim.ref, seen_by=irma)
    assert queries.text_of(held, row) == VictimText()
    assert PartyConsent.objects.count() == 2


@pytest.mark.postgresql("a constraint of the table")
def test_no_use_without_leave_to_keep_also_in_the_table(attack):
    victim = Victim.objects.get()
    row = PartyConsent(
        attack=attack, victim=victim, ground="agreed", hold=False, share=True, at=TODAY
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_one_attack_follows_another(desk, attack):
    desk.post(f"{HERE}new/", {**ENTRY, "when": "2026-06"})
    later = Attack.objects.exclude(pk=attack.pk).get()
    sent = {"later": later.code, "kind": "followed_by"}
    for _again in range(2):
        assert desk.post(f"{HERE}{attack.code}/link/", sent).status_code == 302
    assert AttackLink.objects.count() == 1
    assert later.code in desk.get(f"{HERE}{attack.code}/").text
    assert attack.code in desk.get(f"{HERE}{later.code}/").text
    own = desk.post(f"{HERE}{attack.code}/link/", {**sent, "later": attack.code})
    assert own.status_code == 422


def test_an_erased_attack_leaves_only_its_code_in_the_record(desk, attack):
    assert desk.get(f"{HERE}{attack.code}/erase/").status_code == 200
    gone = desk.post(f"{HERE}{attack.code}/erase/", follow=True)
    assert "El ataque se borró." in gone.text
    assert not Attack.objects.exists()
    assert not Victim.objects.exists()
    assert Entry.objects.get(event="AttackErased").about == attack.code


def test_a_renewed_key_opens_what_was_documented_before(attack, irma):
    assert services.renew_documentation_key(by=irma, at=TODAY) == 0
    again = Attack.objects.get()
    assert bytes(again.sealed_to) != bytes(attack.sealed_to)
    whole = queries.whole(opened(again, seen_by=irma), seen_by=irma)
    assert whole.victims[0].text.name == "Ermelinda Pacaya"


# --- drafts, and two who edit at once ---

SAVE = {"form_draft": "save"}


def read(answer):
    return read_page("", answer.status_code, answer.content, answer["Content-Type"])


def test_what_was_begun_is_saved_without_a_script_and_opens_for_its_author_alone(
    desk, enrolled, signed_in, irma
):
    begun = {"what_happened": "Dos hombres anunciaron", "victim-name": "Ermelinda"}
    answer = desk.post(f"{HERE}new/", {**begun, **SAVE})
    assert answer["Location"] == f"{HERE}new/"
    assert not Attack.objects.exists()
    assert b"Ermelinda" not in bytes(AttackDraft.objects.get().sealed)
    form = read(desk.get(f"{HERE}new/")).form("what_happened")
    assert form.value("what_happened").strip() == "Dos hombres anunciaron"
    assert form.value("victim-name") == "Ermelinda"
    assert "Seguir con el ataque" in desk.get(HERE).text
    other = enrolled("Otra Persona", "monitor")
    assert "Dos hombres" not in signed_in(other).get(f"{HERE}new/").text


def test_a_page_that_is_sent_twice_stores_one_attack_and_leaves_no_draft(desk):
    desk.post(f"{HERE}new/", {**ENTRY, **SAVE})
    once = read(desk.get(f"{HERE}new/")).form("what_happened").value("once")
    answers = [desk.post(f"{HERE}new/", {**ENTRY, "once": once}) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 409]
    assert "Ya envió esto" in answers[1].text
    assert Attack.objects.count() == 1
    assert not AttackDraft.objects.exclude(sealed=b"").exists()
    assert "Seguir con el ataque" not in desk.get(HERE).text


def test_drafts_end_after_a_week_and_with_their_attack(desk, attack, clock):
    desk.post(f"{HERE}{attack.code}/change/", {"title": "Otro", **SAVE})
    assert AttackDraft.objects.filter(attack=attack).exists()
    desk.post(f"{HERE}{attack.code}/erase/")
    assert not AttackDraft.objects.filter(attack__isnull=False).exists()
    desk.post(f"{HERE}new/", {"title": "Otro", **SAVE})
    clock.move(timedelta(days=7))
    assert forget_old_attack_drafts(at=timezone.now()) == 1


def test_of_two_who_edit_at_once_the_second_sees_both(desk, attack):
    victim, old = Victim.objects.get(), seen(attack)
    address = f"{HERE}{attack.code}/victims/{victim.ref}/"
    sent = {"kind": "person", "name": "Ermelinda", "gender": "woman", "groups": ["peasant"]}
    desk.post(address, {**sent, **old})
    late = desk.post(address, {**sent, "name": "E. Pacaya", "groups": ["indigenous"], **old})
    assert late.status_code == 409
    table = late.text[late.text.index("<table") : late.text.index("</table")]
    for shown in ("Ermelinda", "Pacaya", "campesina", "indígena"):
        assert shown in table
    event = f"{HERE}{attack.code}/change/"
    late = desk.post(event, {**ENTRY, "when": "2026-05", "district": "Curimaná", **old})
    assert late.status_code == 409
    assert "Irazola" in late.text[late.text.index("<table") : late.text.index("</table")]
    # What is added replaces nothing: it is not refused, and what was removed may be added anew.
    added = {"kind": "media", "reliability": "unknown"}
    assert desk.post(f"{HERE}{attack.code}/sources/new/", {**added, **old}).status_code == 302
    source = Source.objects.last()
    Source.objects.filter(pk=source.pk).delete()
    gone = desk.post(f"{HERE}{attack.code}/sources/{source.ref}/", {**added, "name": "La radio"})
    assert gone.status_code == 409
    assert "La radio" in gone.text
    assert read(gone).form("reliability").action.endswith("/sources/new/")
