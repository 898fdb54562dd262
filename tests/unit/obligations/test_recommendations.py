"""What an oversight seat recommends to an institution: sealed to both, answered or not, never
late."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import models as fields
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.obligations.unit_answers import renew_unit_key
from amparo.crypto.errors import Unsealable
from amparo.foundations.accounts.actors import Actor, Refused
from amparo.foundations.accounts.models import Member, OutgoingMail
from amparo.foundations.accounts.services import deactivate
from amparo.foundations.institutions.models import Unit
from amparo.foundations.ledger.models import Entry
from amparo.obligations.recommendations import models
from amparo.obligations.recommendations.mails import tell_of_recommendations
from amparo.obligations.recommendations.models import Answer, Recommendation
from amparo.obligations.recommendations.queries import (
    addressees,
    counted_by_institution,
    not_read,
    of_seat,
    recommended_by,
    recommended_to,
    to_institution,
    unanswered_since,
)
from amparo.obligations.recommendations.services import answer, recommend, seal_anew

TEXT = "Que cada comisaría nombre a quien recibe los avisos de riesgo."
GROUND = "DS 004-2021-JUS, anexo, art. 34"
REASONS = "No tenemos personal asignado para ello este año."
ENGLISH = {"accept-language": "en"}
DAY = timedelta(days=1)


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def sent(nora: Actor, carla: Actor) -> Recommendation:
    return send(nora, carla.member.unit)


def send(by: Actor, unit: Unit, *, days: int = 10, text: str = TEXT) -> Recommendation:
    day = today() + timedelta(days=days)
    return recommend(unit, text=text, ground=GROUND, answer_by=day, by=by, at=now())


def reply(row: Recommendation, by: Actor, kind: str = "rejected", text: str = REASONS) -> None:
    answer(row.ref, kind=kind, text=text, by=by, at=now())


def later(days: int) -> datetime:
    return now() + timedelta(days=days)


# --- who reads it ---


def test_the_institution_and_the_seat_read_it(sent: Recommendation, nora: Actor, carla: Actor):
    [received] = to_institution(seen_by=carla, at=now())
    assert (received.text, received.ground) == (TEXT, GROUND)
    assert recommended_by(sent.ref, seen_by=nora, at=now()).text == TEXT


def test_what_is_stored_says_nothing_of_it(sent: Recommendation, carla: Actor):
    reply(sent, carla)
    for model in (Recommendation, Answer, models.RecommendationReader):
        for row in model.objects.all():
            for field in model._meta.fields:
                value = getattr(row, field.attname)
                said = (
                    bytes(value) if isinstance(field, fields.BinaryField) else str(value).encode()
                )
                for words in (TEXT, GROUND, REASONS):
                    assert words.encode() not in said


def test_no_other_institution_and_no_other_seat_finds_it(
    sent: Recommendation, mario: Actor, enrolled: Callable[..., Actor]
):
    other = enrolled("Olga Ruiz", "overseer", unit="mininter")
    for find, reader in ((recommended_to, mario), (recommended_by, other), (recommended_to, other)):
        with pytest.raises(Http404):
            find(sent.ref, seen_by=reader, at=now())
    assert to_institution(seen_by=mario, at=now()) == []
    assert of_seat(seen_by=other, at=now()) == []


def test_only_an_institution_whose_officers_hold_a_key_is_addressed(
    nora: Actor, carla: Actor, saul: Actor
):
    unit = carla.member.unit
    assert unit in addressees(seen_by=nora)
    assert nora.member.unit not in addressees(seen_by=nora)
    deactivate(carla.member, by=saul, at=now())
    assert unit not in addressees(seen_by=nora)
    with pytest.raises(Refused):
        send(nora, unit)


def test_who_joins_the_seat_reads_what_a_colleague_lets_them(
    sent: Recommendation, nora: Actor, enrolled: Callable[..., Actor]
):
    joined = enrolled("Ines Paz", "overseer", unit="minam")
    assert of_seat(seen_by=joined, at=now())[0].key is None
    assert not_read(of_seat(seen_by=nora, at=now()), seen_by=nora).names == ["Ines Paz"]
    assert seal_anew(by=nora, at=now()) == 1
    assert of_seat(seen_by=joined, at=now())[0].text == TEXT
    assert not not_read(of_seat(seen_by=nora, at=now()), seen_by=nora)
    assert seal_anew(by=nora, at=now()) == 0


def test_a_renewed_key_of_the_unit_still_opens_it_and_the_old_one_does_not(
    sent: Recommendation, nora: Actor, carla: Actor
):
    [known] = carla.group_pairs("unit", "pnp-selva")
    renew_unit_key(by=carla, at=now())
    stored = Recommendation.objects.get()
    with pytest.raises(Unsealable):
        stored.key_of_unit(known)
    assert recommended_to(sent.ref, seen_by=carla, at=now()).text == TEXT
    assert not recommended_by(sent.ref, seen_by=nora, at=now()).stale


def test_the_seat_seals_it_to_officers_who_came_after_all_had_left(
    sent: Recommendation, nora: Actor, carla: Actor, saul: Actor, enrolled: Callable[..., Actor]
):
    deactivate(carla.member, by=saul, at=now())
    nina = enrolled("Nina Rios", "institution_officer", unit="pnp-selva")
    assert recommended_to(sent.ref, seen_by=nina, at=now()).key is None
    with pytest.raises(Refused):
        reply(sent, nina)
    assert not_read(of_seat(seen_by=nora, at=now()), seen_by=nora).units == ["PNP-SELVA"]
    seal_anew(by=nora, at=now())
    assert recommended_to(sent.ref, seen_by=nina, at=now()).text == TEXT


# --- how it stands ---


def test_it_is_requested_then_not_answered_and_never_late(sent: Recommendation, nora: Actor):
    def found(days: int) -> Any:
        return recommended_by(sent.ref, seen_by=nora, at=later(days))

    assert (found(0).state, found(0).days) == ("requested", 10)
    assert found(10).state == "requested"
    assert found(10).has_come
    assert not found(9).has_come
    assert (found(12).state, found(12).days) == ("unanswered", 2)
    assert not hasattr(found(12), "is_late")


def test_an_answer_counts_whenever_it_comes(sent: Recommendation, nora: Actor, carla: Actor):
    answer(sent.ref, kind="accepted", text="", by=carla, at=later(15))
    found = recommended_by(sent.ref, seen_by=nora, at=later(20))
    assert (found.state, found.days_taken) == ("answered", 15)
    answer(sent.ref, kind="done", text="Se nombró.", by=carla, at=later(18))
    found = recommended_by(sent.ref, seen_by=nora, at=later(20))
    assert [one.kind for one in found.answers] == ["done", "accepted"]
    assert found.last.text == "Se nombró."
    assert found.days_taken == 15


def test_what_is_sent_twice_is_stored_once(sent: Recommendation, nora: Actor, carla: Actor):
    assert send(nora, carla.member.unit) == sent
    for _again in range(2):
        reply(sent, carla)
    assert Answer.objects.count() == 1
    assert send(nora, carla.member.unit, text="Otra.") != sent


def test_it_is_on_record_without_its_words(sent: Recommendation, carla: Actor):
    reply(sent, carla)
    made, answered = Entry.objects.filter(event__startswith="Recommendation").order_by("sequence")
    assert (made.event, made.about) == ("RecommendationMade", "pnp-selva")
    assert (answered.event, answered.about) == ("RecommendationAnswered", "pnp-selva")
    assert "rejected" in answered.facts


def test_the_seat_is_told_how_many_have_no_answer_on_their_day(
    sent: Recommendation, nora: Actor, carla: Actor
):
    assert unanswered_since(seen_by=nora, at=later(9)) == 0
    assert unanswered_since(seen_by=nora, at=later(10)) == 1
    reply(sent, carla)
    assert unanswered_since(seen_by=nora, at=later(10)) == 0


def test_counts_are_of_institutions_alone(sent: Recommendation, nora, carla, mario, saul):
    send(nora, carla.member.unit, days=0, text="Otra.")
    reply(send(nora, carla.member.unit, text="Y otra."), carla)
    [found] = counted_by_institution(seen_by=saul, at=later(1))
    assert (found.name, found.requested, found.answered, found.unanswered) == ("PNP-SELVA", 1, 1, 1)


# --- mails ---


@pytest.fixture
def mails(carla: Actor, nora: Actor) -> Callable[[], set[str]]:
    Member.objects.filter(pk__in=(carla.member.pk, nora.member.pk)).update(mail="x@example.org")

    def told() -> set[str]:
        found = {one.member.sign_in_name for one in OutgoingMail.objects.select_related("member")}
        OutgoingMail.objects.all().delete()
        return found

    return told


def test_both_are_told_on_the_day_that_was_asked_for(sent: Recommendation, mails):
    tell_of_recommendations(at=now())
    assert mails() == {"carla"}
    Recommendation.objects.update(made_at=now() - timedelta(days=31))
    assert tell_of_recommendations(at=later(9)) == 0
    assert tell_of_recommendations(at=later(10)) == 2
    assert tell_of_recommendations(at=later(10)) == 0
    assert mails() == {"carla", "nora"}


def test_the_seat_is_told_that_an_answer_came(sent: Recommendation, carla: Actor, mails):
    reply(sent, carla)
    tell_of_recommendations(at=now())
    assert mails() == {"nora"}


# --- pages ---


def test_a_seat_writes_and_the_institution_answers_on_its_pages(nora, carla, signed_in):
    noras, carlas = signed_in(nora), signed_in(carla)
    given = {
        "unit": "pnp-selva",
        "text": TEXT,
        "ground": GROUND,
        "answer_by": (today() + DAY).isoformat(),
    }
    told = noras.post(reverse("portal:recommend"), given, headers=ENGLISH, follow=True)
    assert "The institution finds it on its page, and you read its answer here." in told.text
    assert TEXT in told.text
    listed = carlas.get(reverse("portal:list"), headers=ENGLISH).text
    assert "1 recommendation of an oversight body asks for your answer" in listed
    page = reverse("portal:recommendation", args=[Recommendation.objects.get().ref])
    assert page in carlas.get(reverse("portal:standing")).text
    assert "It does not bind your institution" in carlas.get(page, headers=ENGLISH).text
    told = carlas.post(page, {"kind": "rejected", "text": REASONS}, headers=ENGLISH, follow=True)
    assert "Stored: Not accepted, with reasons" in told.text
    assert "asks for your answer" not in carlas.get(reverse("portal:list"), headers=ENGLISH).text
    [row] = of_seat(seen_by=nora, at=now())
    made = noras.get(reverse("portal:seat_recommendation", args=[row.row.ref]), headers=ENGLISH)
    assert REASONS in made.text
    assert "answered after 0 days" in made.text


@pytest.mark.parametrize(
    "changed",
    [{"text": ""}, {"unit": "minam"}, {"answer_by": "2020-01-01"}, {"answer_by": ""}],
)
def test_a_recommendation_that_lacks_something_is_asked_again(nora, carla, signed_in, changed):
    given = {"unit": "pnp-selva", "text": TEXT, "answer_by": (today() + DAY).isoformat()}
    told = signed_in(nora).post(reverse("portal:recommend"), given | changed)
    assert told.status_code == 422
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize("kind", ["rejected", "done"])
def test_a_rejection_and_what_was_done_need_words(sent, carla, signed_in, kind):
    page = reverse("portal:recommendation", args=[sent.ref])
    told = signed_in(carla).post(page, {"kind": kind, "text": ""})
    assert told.status_code == 422
    assert not Answer.objects.exists()
    signed_in(carla).post(page, {"kind": "accepted", "text": ""})
    assert Answer.objects.get().kind == "accepted"


def test_the_pages_never_say_late(sent: Recommendation, nora: Actor, carla: Actor, signed_in):
    Recommendation.objects.update(answer_by=today() - DAY)
    pages = {
        nora: reverse("portal:seat_recommendations"),
        carla: reverse("portal:standing"),
    }
    for reader, page in pages.items():
        text = signed_in(reader).get(page, headers=ENGLISH).text
        assert "Did not answer" in text
        assert "1 day ago" in text
        assert "chip-late" not in text
    front = signed_in(nora).get(reverse("portal:oversight"), headers=ENGLISH).text
    assert "1 recommendation of yours has no answer, and its day has come" in front


def test_the_supervisor_reads_counts_and_no_words(sent, saul: Actor, signed_in: Any):
    page: Client = signed_in(saul)
    text = page.get(reverse("standing_duties:followed"), headers=ENGLISH).text
    assert "Recommendations of oversight bodies" in text
    assert re.search(r'<th scope="row">PNP-SELVA</th>\s*<td[^>]*>1</td>', text)
    assert TEXT not in text


def test_a_member_of_the_seat_lets_a_colleague_read_on_the_page(sent, nora, enrolled, signed_in):
    joined = enrolled("Ines Paz", "overseer", unit="minam")
    page = reverse("portal:seat_recommendations")
    before = signed_in(joined).get(page, headers=ENGLISH).text
    assert "Encrypted: you cannot open it" in before
    assert "Ines Paz" in signed_in(nora).get(page).text
    signed_in(nora).post(reverse("portal:seal_anew"))
    assert TEXT in signed_in(joined).get(page).text
