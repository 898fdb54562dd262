"""An hour of danger: who can open a case when nobody answers, for how long, who reads it; and that
nobody is let in who must not know."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from amparo.cli.commands.site.tick import tick
from amparo.crypto import public_key_sealing as boxes
from amparo.door.my_data.access_log import looks_of
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import Member
from amparo.foundations.cases.access import excluded_member_seats as unseating
from amparo.foundations.cases.access.access_log import look_into
from amparo.foundations.cases.access.excluded_member_seats import unseat_told
from amparo.foundations.cases.access.former_member_seats import let_go
from amparo.foundations.cases.access.recovered_case_keys import take_recovered
from amparo.foundations.cases.access.who_can_read import alone_with
from amparo.foundations.cases.emergency_access.services import (
    REASON,
    break_glass,
    keep_ready,
    kept_for,
    lend,
)
from amparo.foundations.cases.models import Case, CaseAccess, EmergencyAccessKey
from amparo.foundations.cases.names.search import look_up
from amparo.foundations.cases.queries import OpenCase, opened, worklist
from amparo.foundations.cases.services import claim, give_seat, open_case, seal_anew, take_seat
from amparo.foundations.cases.team_given_phrases import give_words
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import RecoveredCaseKey
from amparo.foundations.intake.queries import filing_to_open
from amparo.foundations.intake.requests.services import NobodyMayRead, file_request
from amparo.foundations.intake.services import exclude, keep_from
from amparo.foundations.ledger.models import Entry
from amparo.foundations.ledger.queries import entries_about
from amparo.foundations.related_people.models import AccessCredential, RelatedPerson
from tests.people import PASSWORD
from tests.unit.foundations.test_own_account import code as code_of
from tests.unit.foundations.test_passkeys import grow_stale

WHY = "Llaman de Yanacocha: la siguen dos hombres y nadie del equipo contesta."
PAGE = "/desk/glass/"


@pytest.fixture
def ready(anas: OpenCase, ana: Actor, delia: Actor) -> OpenCase:
    """A case that is kept ready for delia, who has no seat on it."""
    now = timezone.now()
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=now)
    return anas


def broken(case: OpenCase, by: Actor, second: str = "") -> bool:
    return break_glass(case.code, text=WHY, second=second, by=by, at=timezone.now())


def waiting_for(member: Actor, case: OpenCase, reason: str) -> RecoveredCaseKey:
    context = boxes.context_of_recovered(case.code, member.member.code)
    return RecoveredCaseKey.objects.create(
        filing=case.folder.filing,
        member=member.member.code,
        sealed=boxes.seal_to(bytes(member.member.public), case.folder.key, context=context),
        key_version=case.folder.version,
        reason=reason,
        at=timezone.now(),
    )


def test_what_is_kept_ready_opens_nothing_is_on_no_list_and_is_found_by_no_name(
    ready: OpenCase, delia: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    with pytest.raises(Http404):
        opened(ready.code, seen_by=delia)
    assert worklist(seen_by=delia) == []
    found = look_up("Flor", reason="other_task", by=delia, at=timezone.now(), patience=1)
    assert found is not None
    assert found.found == ()
    assert signed_in(delia).get(f"/desk/cases/{ready.code}/").status_code == 404
    assert [one.case.code for one in kept_for(delia)] == [ready.code]


def test_with_a_reason_it_opens_for_some_hours_and_not_one_minute_longer(
    ready: OpenCase, delia: Actor, clock
) -> None:
    assert broken(ready, delia)
    assert opened(ready.code, seen_by=delia).folder.key
    assert not EmergencyAccessKey.objects.exists()
    clock.move(timedelta(hours=settings.GLASS_HOURS, minutes=-1))
    assert opened(ready.code, seen_by=delia).folder.key
    clock.move(timedelta(minutes=2))
    with pytest.raises(Http404):
        opened(ready.code, seen_by=delia)


def test_when_the_hours_are_over_the_wrap_goes_and_the_case_gets_another_key(
    ready: OpenCase, ana: Actor, delia: Actor, clock
) -> None:
    broken(ready, delia)
    hers = opened(ready.code, seen_by=delia)
    claim(hers.case, by=delia, at=timezone.now())
    clock.move(timedelta(hours=settings.GLASS_HOURS, minutes=1))
    tick()
    assert not CaseAccess.objects.filter(member=delia.member).exists()
    case = Case.objects.get()
    assert case.holder is None
    assert case.seal_anew
    [gone] = Entry.objects.filter(event="SeatTaken")
    assert '"hours_over"' in gone.facts
    again = look_into(ready.code, seen_by=ana, at=timezone.now())
    assert again.folder.key != hers.folder.key
    assert not Case.objects.get().seal_anew


def test_the_person_the_team_whoever_supervises_and_whoever_watches_read_it(
    ready: OpenCase,
    flor: Visitor,
    ana: Actor,
    delia: Actor,
    saul: Actor,
    nora: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:
    Member.objects.update(mail="")
    mails = {f"{one.member.sign_in_name}@e.org": one.member.pk for one in (ana, saul, nora)}
    for address, number in mails.items():
        Member.objects.filter(pk=number).update(mail=address)
    look_into(ready.code, seen_by=ana, at=timezone.now())
    broken(ready, delia)
    looks = looks_of(entries_about(ready.code, seen_by=flor))
    assert [one.why for one in (looks[0], looks[2])] == [
        "Lo abrió por unas horas: había una vida en peligro y nadie contestaba",
        "Puede abrirlo por unas horas si hay una vida en peligro y nadie contesta",
    ]
    assert WHY in [
        ready.folder.words(one).get("text") for one in papers_in(flor.folder, seen_by=flor)
    ]
    tick()
    assert {one.to[0] for one in mail.outbox} == set(mails)
    assert ready.code not in "".join(str(one.body) for one in mail.outbox)
    page = signed_in(nora).get("/duties/oversight/", headers={"accept-language": "en"})
    said = page.content.decode()
    assert "It had been kept ready for them" in said
    assert "Nobody else had agreed" in said
    assert ready.code not in said
    assert delia.member.name not in said
    said = signed_in(ana).get("/desk/").content.decode()
    assert f"Abierto por unas horas: hay una vida en peligro: {delia.member.name}" in said


def test_it_asks_for_password_and_code_a_reason_and_whom_she_reached(
    ready: OpenCase, delia: Actor, signed_in: Callable[..., Client]
) -> None:
    code, browser = ready.code, signed_in(delia)
    page = browser.get(PAGE).content.decode()
    assert code in page
    assert "Ana Huaman" in page
    whole = {"case": code, "act": "break", f"{code}-text": WHY, f"{code}-second": "nobody"}
    for left_out in (f"{code}-text", f"{code}-second", f"{code}-danger"):
        sent = {**whole, f"{code}-danger": "on"}
        del sent[left_out]
        answer = browser.post(PAGE, sent)
        assert answer.status_code == 422
        assert CaseAccess.objects.filter(member=delia.member).count() == 0
    kept = browser.post(PAGE, whole).content.decode()
    assert WHY in kept
    went = browser.post(PAGE, {**whole, f"{code}-danger": "on"})
    assert (went.status_code, went["Location"]) == (302, f"/desk/cases/{code}/")
    assert browser.get(f"/desk/cases/{code}/").status_code == 200


def test_it_opens_nothing_without_proof_by_whatever_name_the_act_goes(
    ready: OpenCase, delia: Actor, signed_in: Callable[..., Client]
) -> None:
    code, browser = ready.code, signed_in(delia)
    grow_stale()
    whole = {f"{code}-text": WHY, f"{code}-second": "nobody", f"{code}-danger": "on", "case": code}
    for act in ({}, {"act": ""}, {"act": "open"}, {"act": " break"}):
        assert browser.post(PAGE, {**whole, **act}).status_code == 404
    assert browser.post(PAGE, {**whole, "act": "break"}).status_code == 401
    assert not CaseAccess.objects.filter(member=delia.member).exists()


def test_whoever_must_prove_first_goes_on_with_all_that_she_wrote(
    ready: OpenCase, delia: Actor, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(delia)
    typed = {f"{ready.code}-text": WHY, f"{ready.code}-second": "nobody"}
    sent = hidden_in(browser.get(PAGE)) | typed | {f"{ready.code}-danger": "on"}
    grow_stale()
    asked = browser.post(PAGE, sent)
    assert asked.status_code == 401
    proof = hidden_in(asked) | {"password": PASSWORD, "code": code_of(delia)}
    again = browser.post("/desk/account/again/", proof)
    assert (again.status_code, again["Location"]) == (307, PAGE)
    went = browser.post(PAGE, proof)  # as a browser does on 307
    assert (went.status_code, went["Location"]) == (302, f"/desk/cases/{ready.code}/")


def hidden_in(page: Any) -> dict[str, str]:
    hidden = r'<input type="hidden" name="([^"]+)" value="([^"]*)"'
    return dict(re.findall(hidden, page.content.decode()))


def test_another_case_and_none_are_one_answer(
    case: str, delia: Actor, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(delia)
    for code in (case, "ZZZZ-ZZZZ", ""):
        assert browser.post(PAGE, {"case": code, "act": "break"}).status_code == 404


def test_it_is_kept_ready_for_nobody_who_must_not_know_and_for_nobody_outside_the_team(
    anas: OpenCase, flor: Visitor, ana: Actor, delia: Actor, carla: Actor
) -> None:
    now = timezone.now()
    keep_from(flor.folder, [], names="Delia Campos", by=flor, at=now)
    for member, why in ((delia.member, "must_not_know"), (carla.member, "not_of_the_team")):
        with pytest.raises(Refused, match=why):
            keep_ready(anas.case, anas.folder, member, by=ana, at=now)
    assert not EmergencyAccessKey.objects.exists()


def test_whoever_must_not_know_loses_it_in_the_moment_in_which_it_is_said(
    ready: OpenCase, flor: Visitor, delia: Actor
) -> None:
    keep_from(flor.folder, [], names="Delia Campos", by=flor, at=timezone.now())
    assert not EmergencyAccessKey.objects.exists()
    assert Case.objects.get().seal_anew
    with pytest.raises(Http404):
        broken(ready, delia)


def test_an_institution_that_was_excluded_in_between_is_found_at_the_glass(
    anas: OpenCase, ana: Actor, delia: Actor, site
) -> None:
    Member.objects.filter(pk=delia.member.pk).update(unit=site["mininter"])
    delia.member.refresh_from_db()
    now = timezone.now()
    keep_ready(anas.case, anas.folder, delia.member, by=ana, at=now)
    kept = EmergencyAccessKey.objects.values().get()
    exclude(anas.folder, site["pnp"], by=ana, at=now)
    assert not EmergencyAccessKey.objects.exists()
    EmergencyAccessKey.objects.create(**kept)  # as if it had been kept in the same moment
    assert not broken(anas, delia)
    assert not EmergencyAccessKey.objects.exists()
    assert not CaseAccess.objects.filter(member=delia.member).exists()


def test_another_key_is_sealed_to_her_too_and_the_older_one_opens_nothing(
    ready: OpenCase, ana: Actor, delia: Actor
) -> None:
    before = bytes(EmergencyAccessKey.objects.get().sealed)
    newer = seal_anew(ready.case, ready.folder, by=ana, at=timezone.now())
    assert bytes(EmergencyAccessKey.objects.get().sealed) != before
    broken(ready, delia)
    assert opened(ready.code, seen_by=delia).folder.key == newer.key
    context = boxes.context_of_file(ready.code)
    assert boxes.open_with(delia.pair.secret, before, context=context) != newer.key


def test_who_sits_there_for_some_hours_gives_nothing_of_it_on(
    ready: OpenCase, delia: Actor, olga: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    Member.objects.filter(pk=delia.member.pk).update(roles=["supervisor"])
    delia.member.refresh_from_db()
    broken(ready, delia)
    hers, now = opened(ready.code, seen_by=delia), timezone.now()
    with pytest.raises(Refused, match="lent"):
        keep_ready(hers.case, hers.folder, olga.member, by=delia, at=now)
    with pytest.raises(Refused, match="lent"):
        lend(hers.case, hers.folder, olga.member, text=WHY, by=delia, at=now)
    with pytest.raises(Refused, match="lent"):
        give_seat(hers.case, hers.folder, olga.member, reason="works", by=delia, at=now)
    with pytest.raises(Refused, match="lent"):
        give_words(hers, reason="words_lost", language="es", by=delia, at=now)
    browser = signed_in(delia)
    assert browser.get(f"/desk/cases/{ready.code}/seats/").status_code == 404
    assert browser.get(f"/desk/cases/{ready.code}/words/").status_code == 404


def test_nor_gives_she_words_to_anybody_of_the_case(
    anas: OpenCase, ana: Actor, olga: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    lend(anas.case, anas.folder, olga.member, text=WHY, by=ana, at=timezone.now())
    browser, address = signed_in(olga), f"/desk/cases/{anas.code}/others/"
    assert 'name="relation"' not in browser.get(address).content.decode()
    who = {"name": "Julia Tello", "relation": "lawyer", "right": "speaks"}
    refused = browser.post(address, {**who, "way": "in_person", "words": "que hable por mí"})
    assert refused.status_code == 409
    assert "Julia Tello" in refused.content.decode()
    assert not AccessCredential.objects.exists()
    assert not RelatedPerson.objects.exists()
    given = signed_in(ana).post(address, {**who, "way": "in_person", "words": "que hable por mí"})
    assert len(given.context["words"]) == 10


def test_a_seat_for_some_hours_is_no_reader_to_count_on(
    ready: OpenCase, ana: Actor, rosa: Actor, delia: Actor
) -> None:
    broken(ready, delia)
    now = timezone.now()
    take_seat(ready.case, ready.folder, rosa.member, reason="leaves_the_team", by=ana, at=now)
    assert alone_with(ana.member) == 1
    mine = opened(ready.code, seen_by=ana)
    with pytest.raises(Refused, match="last_member"):
        take_seat(mine.case, mine.folder, ana.member, reason="leaves_the_team", by=ana, at=now)


def test_a_colleague_who_answers_lends_it_on_the_page_of_the_team(
    anas: OpenCase, ana: Actor, olga: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    browser, address = signed_in(ana), f"/desk/cases/{anas.code}/seats/"
    sent = {"act": "give", "member": olga.member.code, "reason": REASON}
    assert browser.post(address, sent).status_code == 422
    assert browser.post(address, {**sent, "danger": WHY}).status_code == 302
    seat = CaseAccess.objects.get(member=olga.member)
    assert seat.ends_at
    [entry] = Entry.objects.filter(event="GlassBroken")
    assert f'"second":"{ana.member.code}"' in entry.facts
    assert "Solo hasta" in browser.get(address).content.decode()


def test_it_is_kept_ready_and_no_more_on_the_page_of_the_team(
    anas: OpenCase, ana: Actor, delia: Actor, signed_in: Callable[[Actor], Client]
) -> None:
    browser, address = signed_in(ana), f"/desk/cases/{anas.code}/seats/"
    sent = {"act": "ready", "member": delia.member.code}
    assert browser.post(address, {**sent, "member": "nobody"}).status_code == 422
    assert browser.post(address, sent).status_code == 302
    assert EmergencyAccessKey.objects.filter(member=delia.member).exists()
    version = anas.folder.row().key_version
    assert browser.post(address, {**sent, "act": "not_ready"}).status_code == 302
    assert not EmergencyAccessKey.objects.exists()
    assert anas.folder.row().key_version == version + 1
    assert browser.post(address, {**sent, "act": "not_ready"}).status_code == 404


def test_the_keyholders_open_it_for_some_hours_alone(anas: OpenCase, delia: Actor) -> None:
    one = waiting_for(delia, anas, REASON)
    assert take_recovered(one, by=delia, at=timezone.now())
    assert CaseAccess.objects.get(member=delia.member).ends_at
    assert '"road":"shares"' in Entry.objects.get(event="GlassBroken").facts


def test_when_an_account_ends_nothing_is_kept_ready_for_it(
    ready: OpenCase, delia: Actor, saul: Actor
) -> None:
    let_go(delia.member, alone=0, by=saul, at=timezone.now())
    assert not EmergencyAccessKey.objects.exists()
    assert Case.objects.get().seal_anew


def test_a_seat_for_some_hours_does_not_count_where_the_last_reader_would_be_shut_out(
    ready: OpenCase, ana: Actor, delia: Actor, flor: Visitor
) -> None:
    broken(ready, delia)
    CaseAccess.objects.exclude(member__in=[ana.member, delia.member]).delete()
    team, told = list(CaseAccess.objects.all()), {"units": [], "names": "Ana Huaman"}
    with pytest.raises(NobodyMayRead):
        keep_from(flor.folder, [], names="Ana Huaman", by=flor, at=timezone.now())
    with transaction.atomic():
        unseat_told(flor.folder.filing, told, at=timezone.now())
    assert list(CaseAccess.objects.all()) == team
    keep_from(flor.folder, [], names="Delia Campos", by=flor, at=timezone.now())
    assert CaseAccess.objects.get().member == ana.member


def test_where_all_have_it_for_some_hours_whoever_must_not_know_goes_all_the_same(
    ready: OpenCase, ana: Actor, olga: Actor, delia: Actor, flor: Visitor
) -> None:
    broken(ready, delia)
    lend(ready.case, ready.folder, olga.member, text=WHY, by=ana, at=timezone.now())
    CaseAccess.objects.filter(ends_at=None).delete()
    keep_from(flor.folder, [], names="Delia Campos", by=flor, at=timezone.now())
    assert CaseAccess.objects.get().member == olga.member


# Hours that go on


@pytest.fixture
def hours(anas: OpenCase, ana: Actor, delia: Actor, clock) -> CaseAccess:
    """Of a seat that delia has been lent, and that is nearly over."""
    lend(anas.case, anas.folder, delia.member, text=WHY, by=ana, at=timezone.now())
    clock.move(timedelta(hours=settings.GLASS_HOURS, minutes=-5))
    return CaseAccess.objects.get(member=delia.member)


def test_what_is_kept_ready_and_what_the_keyholders_seal_lengthen_hours_that_run(
    hours: CaseAccess, anas: OpenCase, delia: Actor
) -> None:
    context = boxes.context_of_file(anas.code)
    sealed = boxes.seal_to(bytes(delia.member.public), anas.folder.key, context=context)
    EmergencyAccessKey.objects.create(
        case=anas.case, member=delia.member, sealed=sealed, kept_at=timezone.now()
    )
    assert broken(anas, delia)
    longer = CaseAccess.objects.get(member=delia.member).ends_at
    assert longer
    assert hours.ends_at
    assert longer - hours.ends_at > timedelta(hours=1)
    assert Entry.objects.filter(event="SeatGiven", facts__contains=REASON).count() == 2
    assert take_recovered(waiting_for(delia, anas, "court"), by=delia, at=timezone.now())
    assert CaseAccess.objects.get(member=delia.member).ends_at is None


def test_a_colleague_gives_it_for_longer_or_for_good_and_nobody_does_so_for_herself(
    hours: CaseAccess,
    anas: OpenCase,
    ana: Actor,
    delia: Actor,
    signed_in: Callable[[Actor], Client],
) -> None:
    now = timezone.now()
    hers = opened(anas.code, seen_by=delia)
    give_seat(hers.case, hers.folder, delia.member, reason="decision", by=delia, at=now)
    assert CaseAccess.objects.get(member=delia.member).ends_at == hours.ends_at
    browser, address = signed_in(ana), f"/desk/cases/{anas.code}/seats/"
    sent = {"act": "give", "member": delia.member.code, "reason": REASON, "danger": WHY}
    assert browser.post(address, sent).status_code == 302
    longer = CaseAccess.objects.get(member=delia.member).ends_at
    assert longer
    assert hours.ends_at
    assert longer > hours.ends_at
    assert browser.post(address, {**sent, "reason": "decides"}).status_code == 302
    assert CaseAccess.objects.get(member=delia.member).ends_at is None
    assert browser.post(address, sent).status_code == 422


def test_one_file_that_raises_keeps_no_other_from_ending(
    hours: CaseAccess,
    anas: OpenCase,
    rosa: Actor,
    ana: Actor,
    delia: Actor,
    letter,
    monkeypatch,
    clock,
) -> None:
    filed = file_request(letter(), by=STRANGER, at=timezone.now()).folder
    folder = filing_to_open(filed.code, seen_by=rosa)
    assert folder
    open_case(folder, by=rosa, at=timezone.now())
    second = opened(filed.code, seen_by=ana)
    lend(second.case, second.folder, delia.member, text=WHY, by=ana, at=timezone.now())
    clock.move(timedelta(hours=settings.GLASS_HOURS, minutes=1))
    real = unseating._let_go  # noqa: SLF001 - nothing else could break there

    def breaks(filing):
        if filing.code == anas.code:
            raise LookupError
        real(filing)

    monkeypatch.setattr(unseating, "_let_go", breaks)
    with pytest.raises(unseating.NotEnded):
        unseating.end_lent(at=timezone.now())
    assert [one.case.code for one in CaseAccess.objects.filter(member=delia.member)] == [anas.code]


def test_whose_own_hours_end_lengthens_nobodys(
    hours: CaseAccess, anas: OpenCase, ana: Actor, olga: Actor, delia: Actor
) -> None:
    now = timezone.now()
    lend(anas.case, anas.folder, olga.member, text=WHY, by=ana, at=now)
    hers = opened(anas.code, seen_by=delia)
    with pytest.raises(Refused, match="lent"):
        give_seat(hers.case, hers.folder, olga.member, reason="works", by=delia, at=now)
