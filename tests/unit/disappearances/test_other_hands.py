"""While she is missing, whoever took her may have her words: what her page shows him, and what he
can do there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.casework.disappearances import urgent_search as searching
from amparo.casework.disappearances.models import DisappearanceOrDeath, SearcherNotice
from amparo.casework.obligations.models import Obligation
from amparo.casework.obligations.queries import duty_called
from amparo.casework.obligations.unit_answers import answer as say
from amparo.casework.review.models import ReviewTask
from amparo.door.visit.person_session import COOKIE
from amparo.foundations.accounts.actors import Actor
from amparo.foundations.accounts.sign_in import sessions as sittings
from amparo.foundations.cases.queries import OpenCase
from amparo.foundations.consent.services import CannotConsent, withdraw_all
from amparo.foundations.intake.keys.case_keys import STRANGER, Visitor
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.requests.services import Filed
from amparo.foundations.related_people.messages_and_complaints import complain_as, write_to_team
from amparo.foundations.related_people.queries import Beside, beside_by_phrase
from amparo.foundations.related_people.services import give_way, name_other
from tests.befallen import AT, note
from tests.obligations import WEDNESDAY
from tests.people import MONDAY

ENGLISH = {"accept-language": "en"}
LATER = AT + timedelta(hours=1)
WHERE = "la tienen en la casa del puente"
TERM = "preliminary_report"
MARK_OF_FORM = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')


@pytest.fixture
def page(flor: Visitor, filed: Filed) -> Client:
    """Her page, in whose hands it may be."""
    assert filed.pair
    client = Client(headers=ENGLISH)
    content = {"way": flor.way.pk, "secret": filed.pair.secret.hex()}
    client.cookies[COOKIE] = sittings.begin("visit", content, at=timezone.now()).hex()
    return client


@pytest.fixture
def julia(flor: Visitor) -> Beside:
    """Her sister, with words to speak for her."""
    other = name_other(flor.folder, name="Julia Tello", relation="family", by=flor, at=MONDAY)
    words = give_way(flor.folder, other.ref, right="speaks", by=flor, at=MONDAY)
    return beside_by_phrase(" ".join(words), at=AT, seen_by=STRANGER)


@pytest.fixture
def missing(julia: Beside, anas: OpenCase, ana: Actor) -> DisappearanceOrDeath:
    found = note(anas, ana)
    julia.filing.refresh_from_db()
    return found


def test_what_relatives_tell_the_team_is_not_shown_there(
    missing: DisappearanceOrDeath, julia: Beside, page: Client
) -> None:
    write_to_team(WHERE, by=julia, at=LATER)
    complain_as(TERM, words=WHERE, by=julia, at=MONDAY + timedelta(days=3))
    for address in ("/mine/", "/mine/others/", f"/mine/late/{TERM}/"):
        shown = page.get(address)
        assert shown.status_code == 200
        assert "puente" not in shown.text
        assert "Wrote to the team" not in shown.text
    Filing.objects.update(impediment="")
    assert WHERE in page.get("/mine/others/").text
    assert "Wrote to the team" in page.get("/mine/others/").text
    assert WHERE in page.get(f"/mine/late/{TERM}/").text


def shown_at(page: Client, address: str) -> str:
    """What the page says; each form has a mark of its own, whatever it says."""
    answer = page.get(address)
    assert answer.status_code == 200
    return MARK_OF_FORM.sub("", answer.text)


@pytest.mark.parametrize("address", ["/mine/", "/mine/others/", "/mine/papers/"])
def test_an_attack_that_a_relative_tells_of_is_weighed_anew_and_not_shown_there(
    missing: DisappearanceOrDeath, julia: Beside, page: Client, address: str
) -> None:
    before = shown_at(page, address)
    ReviewTask.objects.all().delete()
    write_to_team(WHERE, happened=True, by=julia, at=LATER)
    assert ReviewTask.objects.filter(kind="reassess", done_at__isnull=True).exists()
    assert shown_at(page, address) == before


def test_an_attack_that_an_institution_tells_of_is_not_shown_there_either(
    forwarded: Obligation, carla: Actor, anas: OpenCase, ana: Actor, page: Client
) -> None:
    gone = WEDNESDAY + timedelta(hours=1)
    note(anas, ana, at=gone)
    before = shown_at(page, "/mine/")
    say(
        duty_called(forwarded.alias, seen_by=carla),
        kind="incident",
        text=WHERE,
        by=carla,
        at=gone + timedelta(hours=1),
    )
    assert shown_at(page, "/mine/") == before


def test_no_address_opens_what_the_page_does_not_say(
    anas: OpenCase, ana: Actor, page: Client
) -> None:
    """Who is said to be behind it, and what searchers would be told, had a page of its own for
    whoever knew where."""
    note(anas, ana, behind=["Evaristo Malo"])
    papers = dict(Document.objects.filter(for_person=True).values_list("kind", "ref"))
    assert {"other", "search", "request"} <= set(papers)
    for kind, ref in papers.items():
        there = page.get(reverse("door:paper", args=[ref]))
        assert there.status_code == (200 if kind == "request" else 404), kind
    assert not Document.objects.filter(kind__in=["other", "search"], read_at__isnull=False).exists()


def test_whoever_writes_is_told_who_reads_it(
    missing: DisappearanceOrDeath, julia: Beside, client: Client
) -> None:
    content = {"beside": julia.way.pk, "secret": julia.pair.secret.hex()}
    client.cookies[COOKIE] = sittings.begin("visit", content, at=timezone.now()).hex()
    told = "The page of the person shows nothing of it until the person can be asked again."
    assert told in client.get("/beside/write/", headers=ENGLISH).text
    Filing.objects.update(impediment="")
    assert told not in client.get("/beside/write/", headers=ENGLISH).text


def test_nobody_ends_or_replaces_the_words_of_her_relatives_there(
    missing: DisappearanceOrDeath, julia: Beside, page: Client, filed: Filed
) -> None:
    """The team could give nobody others to speak with, as long as she cannot be asked."""
    told = "access is neither given nor ended here"
    end = reverse("door:others_end", args=[julia.way.other.ref])
    again = {"name": "Julia Tello", "relation": "family", "right": "reads"}
    again["phrase"] = " ".join(filed.words)
    for address, content in ((end, {}), (reverse("door:others"), again)):
        answer = page.post(address, content)
        assert answer.status_code in {400, 409}
        assert told in answer.text
    for address in ("/mine/", "/mine/others/"):
        assert end not in page.get(address).text
    julia.way.refresh_from_db()
    assert julia.way.ended_at is None
    Filing.objects.update(impediment="")
    assert end in page.get("/mine/others/").text
    assert page.post(end).status_code == 302


def test_nobody_leaves_in_her_place(missing: DisappearanceOrDeath, page: Client) -> None:
    shown = page.get(reverse("door:leave"))
    assert "nobody leaves in their place" in shown.text
    answer = page.post(reverse("door:leave"))
    assert answer.status_code == 409
    assert "nobody leaves in their place" in answer.text
    assert Filing.objects.get().withdrawn_at is None


def test_whoever_filed_for_somebody_who_could_not_be_asked_can_leave(
    anas: OpenCase, page: Client
) -> None:
    Filing.objects.update(impediment="missing")
    assert page.post(reverse("door:leave")).status_code == 302
    assert Filing.objects.get().withdrawn_at


def test_all_sharing_ended_there_silences_no_search(
    missing: DisappearanceOrDeath, anas: OpenCase, saul: Actor, page: Client
) -> None:
    """What is shared ends at once, as ever; that whoever searches is told, a supervisor decides."""
    assert page.post(reverse("door:withdraw_all")).status_code == 302
    assert Filing.objects.get().sharing_ended_at
    told = SearcherNotice.objects.filter(happening=missing).earliest("pk")
    searching.decide_instead(
        anas, missing.ref, told.ref, text="se la llevaron", by=saul, at=timezone.now()
    )
    searching.note_told(
        anas,
        missing.ref,
        told.ref,
        moment=timezone.now(),
        taken_by="suboficial Rojas",
        text="salen ahora",
        by=saul,
        at=timezone.now(),
    )
    told.refresh_from_db()
    assert told.told_at


def test_what_she_ended_herself_before_stays_her_word(
    julia: Beside, anas: OpenCase, ana: Actor, saul: Actor, flor: Visitor, page: Client
) -> None:
    withdraw_all(flor.folder, by=flor, at=MONDAY)
    gone = note(anas, ana)
    page.post(reverse("door:withdraw_all"))
    told = SearcherNotice.objects.filter(happening=gone).earliest("pk")
    with pytest.raises(CannotConsent, match="answered_herself"):
        searching.decide_instead(
            anas, gone.ref, told.ref, text="se la llevaron", by=saul, at=timezone.now()
        )
