"""A draft put to everybody, as anybody reads it and takes part: without an account, by words."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from amparo.cli.walk.scenes.fictional_law_draft import NAME
from amparo.crypto import hashes_and_tokens as marks
from amparo.crypto.public_record import link_of
from amparo.foundations.accounts.actors import SYSTEM
from amparo.foundations.accounts.models import FailedAttempts, Session
from amparo.foundations.accounts.server.fairness_queue import Lanes
from amparo.foundations.ledger.models import Entry
from amparo.observatory.consultations import danger_review as looking
from amparo.observatory.consultations import public_participation as taking_part
from amparo.observatory.consultations import services
from amparo.observatory.consultations.danger_review import Look
from amparo.observatory.consultations.models import Danger, Proposal
from amparo.observatory.consultations.public_participation import take_back
from amparo.observatory.consultations.services import Given
from amparo.site.proposals import draft_articles as articles
from amparo.site.proposals import views as pages
from tests import consulting
from tests.clock import TODAY
from tests.consulting import AFTER, TEXT, put
from tests.people import MONDAY

PAGE = f"/public/consultations/{NAME}/"
WRITE = f"{PAGE}propose/"
MINE = "/public/my-proposal/"
ENGLISH = {"accept-language": "en"}
TYPED = {"article": "terms.decide", "kind": "change", "text": TEXT, "organisation": ""}
SHOWN, WITHHELD = Proposal.State.SHOWN, Proposal.State.WITHHELD


@pytest.fixture
def consultation(plan, ana):
    return put(plan())


def propose(consultation, at=TODAY, **other):
    return consulting.propose(consultation, at=at, **other)


def sent(client, **other):
    """Written, looked over and sent, as the pages' own forms do it."""
    page = client.get(WRITE)
    once = page.context["form"]["once"].value()
    typed = {**TYPED, "once": once, **other}
    assert client.post(WRITE, {**typed, "go": "preview"}).status_code == 200
    return client.post(WRITE, {**typed, "go": "send"}, follow=True), typed


def judged(received, look, *, by, at=MONDAY):
    row = Proposal.objects.select_related("consultation").get(pk=received.proposal.pk)
    looking.look(row, look, seen=row.version, by=by, at=at)
    return row


def test_the_draft_stands_beside_the_law_in_force(consultation, client):
    page = client.get(PAGE).text
    assert "2 días hábiles" in page
    assert "4 días hábiles" in page
    assert "Este país no existe" in page
    assert NAME in client.get("/public/consultations/").text
    told = client.get(f"{PAGE}text/").text
    assert "Esto es un borrador" in told
    assert "No es una norma" in told


def test_no_other_page_counts_by_a_draft(consultation, client):
    assert client.get(f"/public/laws/{NAME}/").status_code == 404
    assert NAME not in client.get("/public/laws/").text


def test_what_is_looked_over_is_not_stored_and_received_is_said_after_storing(consultation, client):
    preview = client.post(WRITE, {**TYPED, "once": "", "go": "preview"})
    assert "Todavía no se guardó nada" in preview.text
    assert not Proposal.objects.exists()
    page, _typed = sent(client)
    assert "Recibimos su propuesta" in page.text
    [found] = Proposal.objects.all()
    assert (found.article, found.text) == ("terms.decide", "")
    assert Entry.objects.filter(event="ProposalReceived", about=found.code).count() == 1


@pytest.fixture
def sent_again(consultation, client):
    """Her proposal had arrived when she stopped the page, wrote more and sent it again."""

    def make(*, between=lambda: None):
        page, typed = sent(client)
        between()
        more = {**typed, "text": "Y que se diga por radio.", "go": "send"}
        return client.post(WRITE, more, headers=ENGLISH), page.context["words"], more

    return make


def presses(page, action):
    """What the page's form that leads there sends."""
    form = page.text.split(f'action="{action}"')[1].split("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def test_what_was_changed_before_it_was_sent_again_takes_the_place_of_the_first(sent_again, client):
    page, words, _more = sent_again()
    assert page.status_code == 409
    assert "What you changed since is not stored" in page.text
    shown = client.post(MINE, presses(page, MINE), follow=True)
    assert shown.context["words"] == words, "they are not put away yet"
    assert shown.context["own"]["text"] == "Y que se diga por radio."
    assert Proposal.objects.get().version == 2


def test_or_it_is_sent_as_another_proposal(sent_again, client):
    page, _words, more = sent_again()
    once = page.context["form"]["once"].value()
    client.post(WRITE, {**more, "once": once})
    assert Proposal.objects.count() == 2


def test_where_the_words_were_put_away_what_was_changed_goes_with_them(sent_again, client):
    def leave():
        client.post(MINE, {"act": "kept"})
        client.post(MINE, {"act": "leave"})

    page, words, _more = sent_again(between=leave)
    asked = client.post(MINE, presses(page, MINE))
    carried = dict(asked.context["kept"])
    mine = client.post(MINE, {**carried, "phrase": " ".join(words)})
    assert mine.context["form"]["text"].value() == "Y que se diga por radio."
    client.post(MINE, {**mine.context["form"].initial, "act": "change"})
    assert Proposal.objects.get().version == 2


def test_what_was_typed_in_one_form_never_takes_the_place_of_another_proposal(
    sent_again, consultation, client
):
    def another():
        client.post(MINE, {"act": "kept"})
        sent(client, text="Otra cosa distinta.")

    page, _words, _more = sent_again(between=another)
    asked = client.post(MINE, presses(page, MINE))
    assert ("kept-text", "Y que se diga por radio.") in asked.context["kept"]
    assert set(Proposal.objects.values_list("version", flat=True)) == {1}


def test_the_words_are_shown_until_they_are_put_away(consultation, client):
    page, typed = sent(client)
    words = page.context["words"]
    assert len(words) == 10
    again = client.post(WRITE, {**typed, "go": "send"}, follow=True)
    assert again.context["words"] == words, "a second click finds the same words"
    assert Proposal.objects.count() == 1
    client.post(MINE, {"act": "kept"})
    for page in (client.get(MINE), client.post(WRITE, {**typed, "go": "send"}, follow=True)):
        assert not page.context.get("words")
        shown = re.findall(r"\w+", page.text.split("<main")[1])
        assert not set(words) <= set(shown), "one may stand in a sentence; not all"


def test_with_the_words_she_reads_the_answer_changes_and_takes_back(consultation, client, ana):
    page, _typed = sent(client)
    words = " ".join(page.context["words"])
    her = Client()
    assert her.post(MINE, {"phrase": words}).status_code == 302
    assert TEXT in her.get(MINE).text
    row = judged(page.context["shown"], Look(SHOWN), by=ana)
    given = Given("refused", "Ya lo dice el artículo 6.")
    services.answer(row, given, seen=1, by=ana, at=MONDAY)
    assert "Ya lo dice el artículo 6." in her.get(MINE).text
    anew = {"act": "change", "kind": "remark", "text": "Otra cosa.", "version": "1"}
    assert her.post(MINE, anew).status_code == 302
    assert "Respuesta a un texto anterior" in her.get(MINE).text
    assert TEXT not in client.get(PAGE).text
    assert her.post(MINE, {"act": "take_back"}).status_code == 400
    assert her.post(MINE, {"act": "take_back", "sure": "yes"}).status_code == 302
    assert "Otra cosa." not in her.get(MINE).text
    assert her.post(MINE, {"act": "leave"}).status_code == 302
    assert "Otra cosa." not in her.get(MINE).text


def test_the_words_of_one_proposal_open_no_other(consultation, client):
    hers, other = propose(consultation), propose(consultation, text="De otra persona.")
    client.post(MINE, {"phrase": " ".join(hers.words)})
    assert "De otra persona." not in client.get(MINE).text
    assert other.proposal.code not in client.get(MINE).text


def test_a_visit_to_a_proposal_opens_no_page_of_the_door_or_the_desk(consultation, client):
    sent(client)
    for path in ("/mine/", "/desk/", f"/desk/consultations/{NAME}/"):
        assert client.get(path).status_code == 302, path
    client.cookies["amparo_visit"] = client.cookies["amparo_proposal"].value
    assert client.get("/mine/").status_code == 302


def test_wrong_words_open_nothing_and_nobody_is_told_which(consultation, client):
    hers = propose(consultation)
    for wrong in ("", "x", " ".join([*hers.words[:9], hers.words[0]]), "\0", "ñ" * 5000):
        answer = client.post(MINE, {"phrase": wrong})
        assert answer.status_code == 400
        assert "Estas palabras no abren nada aquí" in answer.text


def test_what_was_typed_while_the_visit_ended_is_not_lost(consultation, client):
    hers = propose(consultation)
    client.post(MINE, {"phrase": " ".join(hers.words)})
    Session.objects.all().delete()
    anew = {"act": "change", "kind": "remark", "text": "Lo escribí mientras.", "version": "1"}
    page = client.post(MINE, anew)
    assert "Lo escribí mientras." in page.text
    carried = dict(re.findall(r'name="(kept-[a-z]+)" value="([^"]*)"', page.text))
    page = client.post(MINE, {**carried, "phrase": " ".join(hers.words)})
    assert "Lo escribí mientras." in page.text
    assert client.post(MINE, anew).status_code == 302
    assert Proposal.objects.get().version == 2


def test_words_upon_an_older_version_are_refused_and_kept(consultation, client):
    hers = propose(consultation)
    client.post(MINE, {"phrase": " ".join(hers.words)})
    anew = {"act": "change", "kind": "remark", "text": "La segunda.", "version": "1"}
    client.post(MINE, {**anew, "text": "La primera."})
    answer = client.post(MINE, anew)
    assert answer.status_code == 409
    assert "La segunda." in answer.text
    assert Proposal.objects.get().version == 2


@pytest.mark.parametrize("text", ["x" * 20_001, "ñandú " * 4000])
def test_a_very_long_text_is_refused_whole_and_stays(consultation, client, text):
    answer = client.post(WRITE, {**TYPED, "text": text, "go": "send"})
    assert answer.status_code == 400
    assert "No se cortó nada" in answer.text
    assert text.strip() in answer.text
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "other",
    [{"text": ""}, {"text": "\0\0"}, {"article": "nowhere"}, {"kind": "order"}, {"article": ""}],
)
def test_what_is_not_complete_is_said_and_nothing_is_stored(consultation, client, other):
    answer = client.post(WRITE, {**TYPED, **other, "go": "send"})
    assert answer.status_code == 400
    assert not Proposal.objects.exists()


def test_no_page_that_stores_says_that_it_keeps_nothing(consultation, client):
    preview = client.post(WRITE, {**TYPED, "go": "preview"})
    for page in (client.get(WRITE), preview, client.get(MINE), sent(client)[0]):
        assert "no guardan nada de lo que escribe" not in page.text
        assert "Lo que envía aquí se guarda" in page.text


def test_the_other_language_in_the_middle_loses_nothing(consultation, client):
    page = client.post(WRITE, {**TYPED, "language": "en"})
    assert "What you propose, and why" in page.text
    assert TEXT in page.text
    assert client.cookies["amparo_language"].value == "en"


def test_a_whole_office_may_take_part_and_one_browser_is_asked_for_patience(consultation):
    for _person in range(20):  # all from one address
        page, _typed = sent(Client())
        assert page.context["words"]
    one = Client()
    one.cookies["amparo_form"] = "a" * 32
    for _time in range(12):
        sent(one)
    page, _typed = sent(one)
    assert page.status_code == 429
    assert TEXT in page.text
    assert Proposal.objects.count() == 32
    assert sent(Client())[0].context["words"], "others are not kept waiting"


def test_outside_its_days_nothing_is_taken_and_the_words_stay(consultation, client, clock):
    clock.move(AFTER - TODAY)
    answer = client.post(WRITE, {**TYPED, "go": "send"})
    assert answer.status_code == 409
    assert TEXT in answer.text
    assert "Proponer algo" not in client.get(PAGE).text.split("<main")[1]


# --- what is shown ---


def test_nothing_is_read_of_what_waits_and_it_is_counted(consultation, client):
    propose(consultation, organisation="Red del Valle", at=MONDAY)
    for path in (PAGE, f"{PAGE}record/", f"{PAGE}record.json"):
        page = client.get(path).text
        assert "Ermelinda" not in page
        assert "Red del Valle" not in page
    assert client.get(PAGE).context["counts"].waiting == 1
    assert "1 propuesta sobre esto espera" in client.get(PAGE).text


def test_nobody_who_watches_the_page_learns_the_minute_in_which_somebody_wrote(
    consultation, client, clock
):
    before = {path: client.get(path).text for path in (PAGE, f"{PAGE}record.json")}
    received = propose(consultation)
    gone = propose(consultation, text="otra cosa")
    take_back(consulting.author_of(gone), at=TODAY)
    for path, text in before.items():
        assert client.get(path).text == text
    clock.move(timedelta(days=1))
    for one in (received, gone):
        assert one.proposal.code in client.get(f"{PAGE}record.json").text
    assert client.get(PAGE).context["counts"].received == 2


def test_what_was_looked_at_on_its_own_day_is_shown_on_it(consultation, client, ana):
    judged(propose(consultation), Look(SHOWN), by=ana)
    assert client.get(PAGE).context["counts"].received == 1
    assert "Firma Ermelinda" in client.get(PAGE).text


def test_a_flood_of_long_ones_keeps_nobody_from_a_short_one(consultation, client, monkeypatch):
    monkeypatch.setattr(taking_part, "LONG_MAY", 2)
    long = "Que decidan pronto. " * 200
    for _machine in range(2):
        assert sent(Client(), text=long)[0].context["words"]
    page, _typed = sent(Client(), text=long)
    assert page.status_code == 429
    assert long.strip() in page.text
    assert "en 2000 letras como máximo" in page.text
    assert sent(Client())[0].context["words"]


def test_a_flood_from_one_address_keeps_nobody_waiting_who_comes_from_another(
    consultation, monkeypatch
):
    monkeypatch.setattr(taking_part, "A_FLOOD", 3)
    monkeypatch.setattr(taking_part, "LANES", Lanes(one=2, onion=400))

    def machine():
        return sent(Client(REMOTE_ADDR="2001:db8::1"))[0]

    for _proposal in range(5):
        assert machine().status_code == 200
    page = machine()
    assert page.status_code == 429
    assert TEXT in page.text
    assert sent(Client(REMOTE_ADDR="2001:db8::ffff"))[0].status_code == 429  # the same line
    for other in ("2001:db8:0:1::1", "192.0.2.7", "127.0.0.1"):
        assert sent(Client(REMOTE_ADDR=other))[0].status_code == 200


def test_a_flood_by_the_onion_address_keeps_nobody_else_waiting(consultation, monkeypatch):
    monkeypatch.setattr(taking_part, "A_FLOOD", 1)
    monkeypatch.setattr(taking_part, "LANES", Lanes(one=40, onion=2))
    for status in (200, 200, 200, 429):
        assert sent(Client(REMOTE_ADDR="127.0.0.1"))[0].status_code == status
    assert sent(Client(REMOTE_ADDR="192.0.2.7"))[0].status_code == 200


def test_before_a_flood_no_address_is_counted_and_none_is_ever_stored(
    consultation, monkeypatch, clock
):
    counted = Lanes(one=40, onion=400)
    monkeypatch.setattr(taking_part, "LANES", counted)
    sent(Client(REMOTE_ADDR="192.0.2.7"))
    assert not counted._came  # noqa: SLF001 - nowhere else could it be seen
    monkeypatch.setattr(taking_part, "A_FLOOD", 1)
    sent(Client(REMOTE_ADDR="192.0.2.7"))
    assert "192.0.2" not in str(vars(counted))
    clock.move(timedelta(minutes=16))
    assert not counted.is_full("192.0.2.7", at=timezone.now())
    assert not counted._came  # noqa: SLF001
    assert FailedAttempts.objects.count() <= 3  # browsers and the whole, as ever


def test_where_nobody_is_left_who_could_read_it_nothing_is_taken_and_the_words_stay(
    consultation, client, ana
):
    ana.member.active = False
    ana.member.save()
    page, _typed = sent(client)
    assert page.status_code == 409
    assert TEXT in page.text
    assert "ya no hay nadie que pueda abrir" in page.text
    assert not Proposal.objects.exists()


def test_very_many_proposals_are_read_in_sheets_and_part_by_part(
    consultation, client, ana, monkeypatch
):
    monkeypatch.setattr(articles, "AT_MOST", 1)
    monkeypatch.setattr(pages, "ON_A_SHEET", 2)
    for number in range(3):
        judged(propose(consultation, text=f"propuesta {number}."), Look(SHOWN), by=ana)
    judged(propose(consultation, text="de todo.", article="whole"), Look(SHOWN), by=ana)
    page = client.get(PAGE).text
    assert "propuesta 0." in page
    assert "propuesta 1." not in page
    assert "2 propuestas más sobre esto" in page
    first = client.get(f"{PAGE}record/?part=terms.decide").text
    assert "Hoja 1 de 2" in first
    assert "de todo." not in first
    assert "propuesta 2." in client.get(f"{PAGE}record/?part=terms.decide&sheet=2").text
    for strange in ("0", "99", "x", "-1", "%00"):
        assert client.get(f"{PAGE}record/?sheet={strange}").status_code == 200


def test_what_was_not_looked_at_in_time_is_said_to_everybody(consultation, client, clock):
    propose(consultation)
    clock.move(timedelta(days=5))
    assert "más de los 3 días prometidos" in client.get(PAGE).text


def test_a_passage_that_puts_somebody_in_danger_is_left_out_and_the_reason_is_public(
    consultation, client, ana
):
    hers = propose(consultation, organisation="Red del Valle")
    look = Look(SHOWN, Danger.SOMEBODY, ("Ermelinda, calle Los Sauces 7",))
    judged(hers, look, by=ana)
    page = client.get(PAGE).text
    assert "Firma […]." in page
    assert "Red del Valle" in page
    assert "nombra o deja reconocer" in page
    assert "Ermelinda" not in page
    client.post(MINE, {"phrase": " ".join(hers.words)})
    own = client.get(MINE).text
    assert "Ermelinda" in own, "she reads her own words"
    assert "La razón: nombra o deja reconocer" in own


def test_what_is_withheld_whole_shows_its_reason_and_no_word(consultation, client, ana):
    judged(propose(consultation), Look(WITHHELD, Danger.THREAT), by=ana)
    page = client.get(PAGE).text
    assert "Retenida entera" in page
    assert "dos días. Firma" not in page
    assert "1 propuesta entera" in page


def test_an_answer_stands_below_its_proposal(consultation, client, ana):
    row = judged(propose(consultation), Look(SHOWN), by=ana)
    given = Given("partly", "Hace falta tiempo.", "El plazo baja a tres días.")
    services.answer(row, given, seen=1, by=ana, at=MONDAY)
    page = client.get(PAGE).text
    for words in ("Aceptada en parte", "Hace falta tiempo.", "El plazo baja a tres días."):
        assert words in page
    assert ana.member.name not in page


def test_hostile_words_stay_words(consultation, client, ana):
    hostile = "<script>alert(1)</script>\"'{{ 7|add:'7' }}"
    received = propose(consultation, text=hostile, organisation="<b onclick=x>Red</b>")
    judged(received, Look(SHOWN), by=ana)
    for path in (PAGE, f"{PAGE}record/"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "<b onclick" not in page


def test_the_record_is_the_same_for_machines_and_carries_its_mark(consultation, client, ana):
    row = judged(propose(consultation), Look(SHOWN), by=ana)
    services.answer(row, Given("refused", "No."), seen=1, by=ana, at=MONDAY)
    services.close(consultation, reason="", by=SYSTEM, at=AFTER)
    said = client.get(f"{PAGE}record.json").json()
    assert said["proposals"][0]["answers"][0]["reasons"] == "No."
    assert "terms.toml" in said["draft"]["files"]
    end = Entry.objects.get(event="ConsultationClosed")
    page = client.get(f"{PAGE}record/").text
    assert bytes(end.digest).hex() in page
    assert bytes(end.hash).hex() not in page  # with it one could try what the next entry says
    assert link_of(bytes(end.hash)).hex() in page


def test_a_name_that_is_no_consultation_is_not_found(consultation, client):
    for name in ("nowhere", "%00", "x" * 300, "pe-2021"):
        for page in ("", "text/", "propose/", "record/", "record.json"):
            assert client.get(f"/public/consultations/{name}/{page}").status_code == 404


def test_no_address_is_kept(consultation, client):
    sent(Client(REMOTE_ADDR="203.0.113.7"))
    pepper = settings.SITE.limit_pepper
    kept = {
        bytes(one.key)[4:] for one in FailedAttempts.objects.all()
    }  # it begins with whose count it is
    assert marks.blinded(pepper, "tries/proposal", f"consultation:{NAME}")[4:] in kept
    assert marks.blinded(pepper, "tries/proposal", "203.0.113.7")[4:] not in kept


def test_an_address_brings_the_article_and_nothing_that_was_written_for_her(consultation, client):
    mine = "ab" * 32
    page = client.get(f"{WRITE}?article=terms.decide&once={mine}&text=otra+cosa&organisation=x")
    form = page.context["form"]
    assert form["article"].value() == "terms.decide"
    assert form["once"].value() != mine
    assert "otra cosa" not in page.text


def test_the_same_form_in_another_browser_brings_nobody_to_her_words(consultation):
    cookie = settings.CSRF_COOKIE_NAME
    her, other = Client(), Client()
    her.cookies[cookie], other.cookies[cookie] = "a" * 32, "b" * 32
    shown, typed = sent(her)
    hers = list(shown.context["words"])
    again = other.post(WRITE, {**typed, "go": "send"}, follow=True)
    assert list(again.context["words"]) != hers
    assert Proposal.objects.count() == 2
    back = her.post(WRITE, {**typed, "go": "send"}, follow=True)
    assert list(back.context["words"]) == hers


def test_the_way_out_ends_the_visit_to_a_proposal(consultation, client):
    sent(client)
    kept = client.cookies["amparo_proposal"].value
    assert Session.objects.exists()
    client.get("/exit/")
    client.cookies["amparo_proposal"] = kept  # a browser that did not let go of it
    assert "words" not in (client.get(MINE).context or {})
    assert TEXT not in client.get(MINE).text


def test_addresses_of_the_older_kind_that_are_written_in_the_newer_one_are_not_one_lane():
    written = ("::ffff:190.1.2.3", "::ffff:201.9.9.9", "::ffff:127.0.0.1")
    counted, now = Lanes(one=40, onion=400), timezone.now()
    for _time in range(counted.one):
        counted.came(written[0], at=now)
    assert [counted.is_full(one, at=now) for one in written] == [True, False, False]
    assert counted.is_full("190.1.2.3", at=now)
