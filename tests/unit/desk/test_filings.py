"""Opening what came, and writing down what was said: reception takes everything in."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amparo.foundations.accounts.models import GroupKeyHolder
from amparo.foundations.cases.models import Case, CaseAccess
from amparo.foundations.cases.services import open_case
from amparo.foundations.intake.documents.services import papers_in
from amparo.foundations.intake.files.attachments import attachments_in
from amparo.foundations.intake.models import CaseKey, Filing
from amparo.foundations.intake.queries import filing_to_open, standing
from amparo.foundations.ledger.models import Entry

RECORD = "/desk/filings/new/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def said():
    """What reception types after a call that came two hours ago."""
    then = timezone.localtime(timezone.now() - timedelta(hours=2))
    return {
        "came_by": "radio",
        "first_contact_at": then.strftime("%Y-%m-%dT%H:%M"),
        "facts": "dijo: quemaron la canoa",
        "safe_contact": "por radio, a las seis",
        "read_back": "yes",
        "consent_given": "por radio, ante la operadora",
        "once": "ab" * 32,
    }


def test_opening_says_first_that_it_is_on_record(filed, rosa, signed_in):
    page = signed_in(rosa).get(reverse("desk:open_filing", args=[filed.folder.code]))
    assert page.status_code == 200
    assert "Informe preliminar: <time" in page.text
    assert "nota en la puerta" not in page.text
    assert not Case.objects.exists()


def test_opening_seats_the_team_and_leads_to_the_case(filed, rosa, ana, olga, signed_in):
    code = filed.folder.code
    answer = signed_in(rosa).post(reverse("desk:open_filing", args=[code]))
    assert answer.url == reverse("desk:case", args=[code])
    seated = {seat.member for seat in CaseAccess.objects.select_related("member")}
    assert seated == {rosa.member, ana.member}
    assert Entry.objects.filter(event="CaseOpened", about=code, by=rosa.signature).exists()


def test_whoever_comes_second_is_told_without_a_name(filed, rosa, enrolled, signed_in):
    code = filed.folder.code
    second = enrolled("Nora Diaz", "reception")
    browser, address = signed_in(second), reverse("desk:open_filing", args=[code])
    open_case(filing_to_open(code, seen_by=rosa), by=rosa, at=timezone.now())
    for answer in (browser.get(address), browser.post(address)):
        assert answer.status_code == 409
        assert not re.search(r"\bRosa\b", answer.text)


def test_only_reception_opens(filed, rosa, ana, saul, signed_in):
    address = reverse("desk:open_filing", args=[filed.folder.code])
    for other in (ana, saul):
        assert signed_in(other).post(address).status_code == 404
    assert not Case.objects.exists()


def test_without_the_reception_key_nothing_opens(filed, rosa, signed_in):
    GroupKeyHolder.objects.all().delete()
    address = reverse("desk:open_filing", args=[filed.folder.code])
    assert signed_in(rosa).get(address).status_code == 404


def test_a_missing_request_is_not_found(rosa, signed_in):
    assert signed_in(rosa).get("/desk/filings/0000-0000/open/").status_code == 404


def test_what_came_by_radio_is_stored_as_it_was_said(said, rosa, signed_in):
    said["attempts"] = "dos veces en la frecuencia, a las cinco"
    page = signed_in(rosa).post(RECORD, said)
    assert page.status_code == 200, page.context["form"].errors
    filing = Filing.objects.get()
    folder = filing_to_open(filing.code, seen_by=rosa)
    [paper] = papers_in(folder, seen_by=rosa, kinds=["request"])
    kept = folder.words(paper)
    for name in ("facts", "safe_contact", "read_back", "consent_given", "attempts", "came_by"):
        assert kept[name] == said[name], name
    assert paper.author == rosa.signature
    assert filing.proof_number in page.text


def test_it_is_recorded_and_opened_at_once(said, rosa, ana, signed_in):
    page = signed_in(rosa).post(RECORD, said | {"gives_words": "on", "opens": "yes"})
    assert page.status_code == 200
    case = Case.objects.get()
    assert 'class="words"' in page.text
    assert reverse("desk:case", args=[case.filing.code]) in page.text
    assert reverse("desk:open_filing", args=[case.filing.code]) not in page.text
    assert {one.member for one in CaseAccess.objects.all()} == {rosa.member, ana.member}


def test_who_may_not_open_only_records(said, ana, rosa, signed_in):
    browser = signed_in(ana)
    assert 'name="opens"' not in browser.get(RECORD).text
    assert browser.post(RECORD, said | {"opens": "yes"}).status_code == 200
    assert Filing.objects.get().opened_at is None
    assert not Case.objects.exists()


def test_words_are_read_out_on_the_next_page(said, rosa, signed_in):
    browser = signed_in(rosa)
    page = browser.post(RECORD, said | {"gives_words": "on"})
    words = re.findall("<li>([^<]+)</li>", page.text.partition('class="words"')[2])
    assert len(words) == 10
    assert CaseKey.objects.filter(holder=CaseKey.Holder.PERSON).count() == 1
    again = browser.post(RECORD, said | {"gives_words": "on"})
    assert 'class="words"' not in again.text
    assert Filing.objects.count() == 1
    back = Client()
    assert back.post("/return/", {"phrase": " ".join(words)}).status_code == 302


@pytest.mark.parametrize(
    "other",
    [
        {"filed_for": "somebody_else", "consent_of_person": "agreed"},
        {"impediment": "missing"},
        {"cut_off": "yes"},
        {"gives_words": ""},
    ],
    ids=["for_another", "cannot_be_asked", "cut_off", "not_there"],
)
def test_nobody_else_is_read_the_words(said, rosa, signed_in, other):
    page = signed_in(rosa).post(RECORD, said | {"gives_words": "on"} | other)
    assert page.status_code == 200, page.context["form"].errors
    assert 'class="words"' not in page.text
    assert not CaseKey.objects.filter(holder=CaseKey.Holder.PERSON).exists()


def test_a_call_that_was_cut_off_is_stored_with_what_was_said(said, rosa, signed_in):
    browser = signed_in(rosa)
    broken = said | {"facts": "", "code_word": "garza", "overheard": "toda la frecuencia"}
    del broken["read_back"]
    assert browser.post(RECORD, broken).status_code == 422
    page = browser.post(RECORD, broken | {"cut_off": "yes"})
    assert "Se cortó la llamada" in page.text
    filing = Filing.objects.get()
    folder = filing_to_open(filing.code, seen_by=rosa)
    [paper] = papers_in(folder, seen_by=rosa, kinds=["request"])
    assert folder.words(paper)["cut_off"] == "yes"
    browser.post(reverse("desk:open_filing", args=[filing.code]))
    case = browser.get(reverse("desk:case", args=[filing.code]) + "?tab=all").text
    assert "La llamada se cortó antes de terminar" in case
    assert "garza" not in case  # as the telephone, it is opened by itself


def test_the_law_counts_from_the_first_contact(said, rosa, signed_in):
    said["first_contact_at"] = "2026-11-20T17:00"
    signed_in(rosa).post(RECORD, said)
    filing = Filing.objects.get()
    state = standing(filing, at=timezone.now())
    assert state.received.filed_at.date().isoformat() == "2026-11-20"
    assert state.term("preliminary_report").due.isoformat() == "2026-11-24"


def test_the_way_becomes_the_protocols_channel(said, rosa, signed_in):
    for way, channel in (("radio", "phone"), ("paper", "paper"), ("in_person", "phone")):
        signed_in(rosa).post(RECORD, said | {"came_by": way, "once": way.encode().hex()})
        assert Filing.objects.latest("pk").facts["channel"] == channel


def test_another_protocol_has_its_own_ways_and_needs_no_channel(rosa, signed_in, settings):
    settings.PROTOCOL = "xx-example"
    browser = signed_in(rosa)
    said = {
        "came_by": "messenger_on_foot",
        "first_contact_at": "2026-11-20T17:00",
        "what_happens": "cortaron el puente",
        "read_back": "yes",
        "once": "cd" * 32,
    }
    assert browser.post(RECORD, said | {"came_by": "radio"}).status_code == 422
    assert browser.post(RECORD, said | {"what_happens": ""}).status_code == 422
    assert browser.post(RECORD, said).status_code == 200
    filing = Filing.objects.get()
    assert (filing.channel, filing.facts) == ("messenger_on_foot", {})
    browser.post(reverse("desk:open_filing", args=[filing.code]))
    page = browser.get(reverse("desk:case", args=[filing.code]) + "?tab=all")
    assert "Con un mensajero a pie" in page.text or "By a messenger on foot" in page.text


def test_an_analyst_may_write_it_down_too(said, rosa, ana, signed_in):
    assert signed_in(ana).post(RECORD, said).status_code == 200
    assert Filing.objects.exists()


def test_a_supervisor_may_not(said, saul, signed_in):
    assert signed_in(saul).get(RECORD).status_code == 404


def test_there_is_no_way_to_refuse(rosa, signed_in):
    page = signed_in(rosa).get(RECORD).text.lower()
    for word in ("rechaz", "reject", "refuse", "denegar"):
        assert word not in page


def test_a_first_contact_to_come_is_refused_and_nothing_typed_is_lost(said, rosa, signed_in):
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1))
    said["first_contact_at"] = tomorrow.strftime("%Y-%m-%dT%H:%M")
    page = signed_in(rosa).post(RECORD, said)
    assert page.status_code == 422
    assert "quemaron la canoa" in page.text
    assert not Filing.objects.exists()


@pytest.mark.parametrize("moment", ["", "x", "2019-01-01T10:00", "0001-01-01T00:00", "2026-13-01"])
def test_a_mistaken_moment_stores_nothing(moment, said, rosa, signed_in):
    page = signed_in(rosa).post(RECORD, said | {"first_contact_at": moment})
    assert page.status_code == 422
    assert page.context["form"].errors["first_contact_at"]
    assert not Filing.objects.exists()


@pytest.mark.parametrize("facts", ["", "   ", "\0", "x" * 20_001])
def test_without_usable_words_nothing_is_stored(facts, said, rosa, signed_in):
    page = signed_in(rosa).post(RECORD, said | {"facts": facts})
    assert page.status_code == 422
    assert not Filing.objects.exists()


def test_the_same_form_twice_is_stored_once(said, rosa, signed_in):
    browser = signed_in(rosa)
    browser.post(RECORD, said)
    assert browser.post(RECORD, said).context["again"]
    assert Filing.objects.count() == 1


def test_what_was_changed_before_it_was_sent_again_is_said_not_to_be_stored(said, rosa, signed_in):
    browser = signed_in(rosa)
    browser.post(RECORD, said)
    more = said | {"facts": "dijo: y volvieron", "excluded_persons": "el teniente"}
    page = browser.post(RECORD, more, headers={"accept-language": "en"})
    assert "What you changed since is not stored" in page.text
    shown = dict(page.context["typed"]).values()
    assert {"dijo: y volvieron", "el teniente", "By radio"} <= {str(one) for one in shown}
    assert Filing.objects.count() == 1


def test_the_request_of_somebody_else_typed_over_the_first_one_is_stored(said, rosa, signed_in):
    browser = signed_in(rosa)
    browser.post(RECORD, said)
    page = browser.post(RECORD, said | {"facts": "dijo: yo soy otra", "urgent": "yes"})
    form = page.text.split('name="once"')[1].split("</form>")[0]
    sends = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    once = page.context["once"]
    for _ in range(2):
        browser.post(RECORD, sends | {"once": once})
    assert once in page.text
    assert [one.urgent for one in Filing.objects.order_by("pk")] == [False, True]
    folder = filing_to_open(Filing.objects.latest("pk").code, seen_by=rosa)
    [paper] = papers_in(folder, seen_by=rosa, kinds=["urgent"])
    assert folder.words(paper)["facts"] == "dijo: yo soy otra"


def test_files_come_along_and_a_bad_one_does_not_hold_the_request(said, rosa, signed_in):
    files = [SimpleUploadedFile("foto.png", PNG), SimpleUploadedFile("nota.exe", b"MZ" * 40)]
    page = signed_in(rosa).post(RECORD, said | {"files": files})
    filing = Filing.objects.get()
    folder = filing_to_open(filing.code, seen_by=rosa)
    assert [one.kind for one in attachments_in(folder, seen_by=rosa)] == ["png"]
    assert len(page.context["problems"]) == 1
    assert "nota.exe" not in page.text


def test_where_nobody_could_read_it_the_words_stay_on_the_page(said, rosa, signed_in):
    page = signed_in(rosa).post(RECORD, said | {"excluded_persons": "la señora Quispe"})
    assert page.status_code == 409
    assert "quemaron la canoa" in page.text
    assert not Filing.objects.exists()


def test_urgent_leads_the_list_though_others_came_first(said, rosa, signed_in):
    browser = signed_in(rosa)
    for once, more in (("1a" * 32, {}), ("2b" * 32, {"urgent": "yes"}), ("3c" * 32, {})):
        browser.post(RECORD, said | more | {"once": once})
    assert [one.urgent for one in browser.get("/desk/").context["unopened"].oldest] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("given", "urgent", "shown"),
    [
        ("yes", True, "Yes"),
        ("no", False, "No"),
        ("unknown", True, "Asked, and not known"),
        ("", False, "Not asked"),
    ],
)
def test_asked_and_not_known_is_told_apart_from_not_asked(
    said, rosa, signed_in, given, urgent, shown
):
    """Not known is looked at as a yes; not asked is shown as such."""
    browser = signed_in(rosa)
    browser.post(RECORD, said | {"urgent": given, "opens": "yes"})
    filing = Filing.objects.get()
    assert filing.urgent is urgent
    page = browser.get(f"/desk/cases/{filing.code}/?tab=all", headers={"accept-language": "en"})
    told = re.sub(r"<[^>]*>", " ", page.text).split("Is the person in danger now?")[1]
    assert told.split()[: len(shown.split())] == shown.split()


def test_whoever_writes_it_down_says_first_what_counts_as_said_under_oath(
    rosa, signed_in, settings
):
    browser = signed_in(rosa)
    assert "sworn statement" in browser.get(RECORD, headers={"accept-language": "en"}).text
    settings.ORGANISATION = "Federación del Valle"
    assert "sworn statement" not in browser.get(RECORD, headers={"accept-language": "en"}).text


def test_signed_out_the_words_are_kept_on_the_sign_in_page(said, client, db):
    page = client.post(RECORD, said)
    assert page.status_code == 401
    assert "quemaron la canoa" in page.text
    assert not Filing.objects.exists()
