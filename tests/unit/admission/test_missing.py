"""What a request lacks: asked once, all together, never on the faster track without a supervisor's
reason; given by her or with her; and closed by nobody but who decides."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from amparo.casework.admission.corrections import queries as missing
from amparo.casework.admission.corrections import services as correcting
from amparo.casework.admission.models import CorrectionRequest
from amparo.foundations.cases.models import Case
from amparo.foundations.cases.queries import opened
from amparo.foundations.cases.services import give_seat
from amparo.foundations.intake.documents.services import papers_in, read_by_person
from amparo.foundations.intake.files.attachments import SealedUpload
from amparo.foundations.intake.models import Document, Filing
from amparo.foundations.intake.queries import standing
from amparo.foundations.intake.requests.corrections import give, term_to_correct, wanted_in
from amparo.foundations.intake.services import happen, withdraw_procedure
from amparo.foundations.ledger.models import Entry
from tests.people import MONDAY
from tests.plans import preliminary

LACKS = {"place": "¿en qué distrito vive?", "measure": "¿qué ayuda quiere?"}
TUESDAY = MONDAY + timedelta(days=1)
LATER = MONDAY + timedelta(days=30)


def page_of(case, name):
    return reverse(f"admission:{name}", args=[case])


def filing_of(case):
    return Filing.objects.get(code=case)


def events(case, name):
    return list(Entry.objects.filter(about=case, event=name))


def offered(open_case, who, at=TUESDAY):
    state = standing(open_case.folder.filing, at=at)
    return {one.act: one for one in missing.offers(open_case, state, seen_by=who)}


@pytest.fixture
def asked(anas, ana):
    return correcting.ask(anas, LACKS, text="", by=ana, at=TUESDAY)


@pytest.fixture
def sauls(anas, saul, ana):
    give_seat(anas.case, anas.folder, saul.member, reason="supervises", by=ana, at=TUESDAY)
    return opened(anas.code, seen_by=saul)


def read(flor, asked, at=TUESDAY):
    read_by_person(flor.folder, Document.objects.get(pk=asked.pk), by=flor, at=at)
    flor.folder.filing.refresh_from_db()


def test_everything_is_named_at_once_in_plain_words(case, ana, flor, signed_in):
    sent = {"said-place": LACKS["place"], "said-measure": LACKS["measure"], "all_of_it": "on"}
    answer = signed_in(ana).post(page_of(case, "ask_correction"), sent)
    assert answer.status_code == 302
    wanted = wanted_in(flor.folder, seen_by=flor)
    assert {one.requirement: one.words for one in wanted.lacks} == LACKS
    assert LACKS["place"] not in str(Document.objects.values())
    assert events(case, "CorrectionAsked")


def test_nothing_is_asked_before_the_whole_request_was_gone_through(case, ana, signed_in):
    answer = signed_in(ana).post(page_of(case, "ask_correction"), {"said-place": "dónde"})
    assert answer.status_code == 422
    assert "dónde" in answer.text
    assert not CorrectionRequest.objects.exists()


def test_naming_nothing_is_refused(case, ana, signed_in):
    answer = signed_in(ana).post(page_of(case, "ask_correction"), {"all_of_it": "on"})
    assert answer.status_code == 422
    assert not CorrectionRequest.objects.exists()


def test_what_the_norm_does_not_ask_for_cannot_be_called_missing(anas, ana):
    with pytest.raises(correcting.Hindered, match="nothing_named"):
        correcting.ask(anas, {"identity_card": "su DNI"}, text="", by=ana, at=TUESDAY)


def test_a_second_time_is_refused_with_the_reason(asked, case, ana, signed_in):
    sent = {"said-facts": "qué pasó después", "all_of_it": "on"}
    answer = signed_in(ana).post(
        page_of(case, "ask_correction"), sent, headers={"accept-language": "en"}
    )
    assert answer.status_code == 409
    assert "only once" in answer.text
    assert "qué pasó después" in answer.text
    assert Document.objects.filter(kind="correction_asked").count() == 1


def test_nor_is_it_asked_again_after_it_was_given(asked, anas, flor, ana):
    give(flor.folder, LACKS, {}, by=flor, at=TUESDAY)
    with pytest.raises(correcting.Hindered, match="asked_already"):
        correcting.ask(anas, {"facts": "más"}, text="", by=ana, at=TUESDAY)


def test_asking_starts_no_day_until_she_has_read_it(asked, anas, flor):
    assert "defect_notified" not in filing_of(anas.code).happened
    assert term_to_correct(filing_of(anas.code), at=TUESDAY).due is None
    read(flor, asked)
    assert "defect_notified" in filing_of(anas.code).happened
    assert str(term_to_correct(filing_of(anas.code), at=TUESDAY).due) == "2026-11-24"
    assert Case.objects.get().stage == "correction"


def test_the_team_notes_that_she_knows_by_the_safe_way(asked, case, ana, signed_in):
    sent = {"way": "telephone", "when": "2026-11-12T09:00", "text": "habló con ella Ana"}
    assert signed_in(ana).post(page_of(case, "correction_receipt"), sent).status_code == 302
    assert filing_of(case).happened["defect_notified"].startswith("2026-11-12")
    assert events(case, "CorrectionReceived")


def test_it_cannot_be_known_before_it_was_asked_nor_to_come(asked, case, ana, signed_in):
    for when in ("2026-11-09T09:00", "2036-11-09T09:00"):
        sent = {"way": "telephone", "when": when, "text": "ella"}
        answer = signed_in(ana).post(page_of(case, "correction_receipt"), sent)
        assert answer.status_code == 422
    assert "defect_notified" not in filing_of(case).happened


def test_what_proves_it_is_not_left_out(asked, case, ana, signed_in):
    sent = {"way": "telephone", "when": "2026-11-12T09:00", "text": ""}
    assert signed_in(ana).post(page_of(case, "correction_receipt"), sent).status_code == 422


def test_on_the_faster_track_nobody_is_made_to_wait_for_papers(anas, ana, case, signed_in):
    preliminary(anas, ana)
    with pytest.raises(correcting.Hindered, match="supervisor"):
        correcting.ask(anas, LACKS, text="", by=ana, at=TUESDAY)
    page = signed_in(ana).get(page_of(case, "ask_correction"), headers={"accept-language": "en"})
    assert "Complete it with the person" in page.text
    assert offered(anas, ana)["ask_correction"].missing
    assert not offered(anas, ana)["complete_with_her"].missing


def test_a_supervisor_allows_it_with_reasons_that_she_reads(
    anas, ana, saul, sauls, flor, signed_in
):
    preliminary(anas, ana)
    sauls.folder.filing.refresh_from_db()
    assert "allow_correction" in offered(sauls, saul)
    sent = {"reason": "no tiene teléfono y la ayuda necesita el lugar"}
    assert signed_in(saul).post(page_of(anas.code, "allow_correction"), sent).status_code == 302
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["correction_reason"])
    assert flor.folder.words(paper)["reason"] == sent["reason"]
    asked = correcting.ask(anas, LACKS, text="", by=ana, at=TUESDAY)
    read(flor, asked)
    assert "defect_notified" in filing_of(anas.code).happened


def test_an_analyst_cannot_allow_it(anas, ana, case, signed_in):
    preliminary(anas, ana)
    with pytest.raises(correcting.Hindered, match="not_yours"):
        correcting.allow(anas, reason="porque sí", by=ana, at=TUESDAY)
    assert (
        signed_in(ana).post(page_of(case, "allow_correction"), {"reason": "x"}).status_code == 404
    )
    assert "supervisor_reason" not in filing_of(case).facts


def test_where_no_reason_is_needed_none_is_stored(anas, sauls, saul):
    with pytest.raises(correcting.Hindered, match="no_reason_needed"):
        correcting.allow(sauls, reason="por si acaso", by=saul, at=TUESDAY)


def test_if_the_danger_becomes_grave_meanwhile_her_reading_starts_no_wait(asked, anas, ana, flor):
    preliminary(anas, ana)
    read(flor, asked)
    assert "defect_notified" not in filing_of(anas.code).happened
    assert CorrectionRequest.objects.get().received_at
    assert Case.objects.get().stage == "evaluation"


def test_she_gives_it_in_parts_and_is_done_with_the_last(asked, anas, flor):
    give(flor.folder, {"place": "Las Lomas"}, {}, by=flor, at=TUESDAY)
    [left] = wanted_in(flor.folder, seen_by=flor).missing
    assert left.requirement == "measure"
    assert "corrected" not in filing_of(anas.code).happened
    give(flor.folder, {"measure": "que pasen de noche"}, {}, by=flor, at=TUESDAY)
    assert "corrected" in filing_of(anas.code).happened
    assert Case.objects.get().stage == "preliminary_evaluation"
    assert [one.facts.count('"complete":true') for one in events(anas.code, "CorrectionGiven")] == [
        0,
        1,
    ]


def test_what_she_completes_in_a_call_is_hers_and_read_back(asked, case, ana, flor, signed_in):
    sent = {"way": "telephone", "said-place": "Las Lomas", "said-measure": "rondas"}
    browser = signed_in(ana)
    assert browser.post(page_of(case, "complete_with_her"), sent).status_code == 422
    assert not Document.objects.filter(kind="correction_given").exists()
    sent["read_back"] = "on"
    assert browser.post(page_of(case, "complete_with_her"), sent).status_code == 302
    assert {"defect_notified", "corrected"} <= set(filing_of(case).happened)
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["correction_given"])
    assert "Las Lomas" in str(flor.folder.words(paper))
    page = browser.get(reverse("desk:case", args=[case]))
    assert "Las Lomas" in page.text


def test_it_is_completed_with_her_without_any_request_and_stops_no_term(anas, ana, case):
    before = standing(anas.folder.filing, at=TUESDAY).terms
    correcting.complete_with_her(anas, {"place": "Las Lomas"}, way="radio", by=ana, at=TUESDAY)
    assert standing(filing_of(case), at=TUESDAY).terms == before
    assert not CorrectionRequest.objects.exists()


def test_what_was_completed_before_does_not_count_for_what_is_asked_later(anas, ana, flor):
    correcting.complete_with_her(anas, {"place": "Las Lomas"}, way="radio", by=ana, at=TUESDAY)
    correcting.ask(anas, LACKS, text="", by=ana, at=TUESDAY)
    assert len(wanted_in(flor.folder, seen_by=flor).missing) == 2


def test_before_her_last_day_nobody_can_recommend_archiving(asked, anas, flor, ana):
    for at in (TUESDAY, TUESDAY + timedelta(days=14)):
        with pytest.raises(correcting.Hindered, match="not_late"):
            correcting.advise_archiving(anas, text="nada", by=ana, at=at)
        read(flor, asked)
    assert "advise_archiving" not in offered(anas, ana, at=TUESDAY + timedelta(days=14))


def test_what_she_did_not_give_closes_nothing(asked, anas, flor, ana, case):
    read(flor, asked)
    assert "advise_archiving" in offered(opened(case, seen_by=ana), ana, at=LATER)
    correcting.advise_archiving(anas, text="no se la ubicó", by=ana, at=LATER)
    case_row = Case.objects.get()
    assert (case_row.stage, case_row.closed_at) == ("correction", None)
    assert filing_of(case).facts["archiving_recommended"] is True
    assert "decision_issued" not in filing_of(case).happened
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["archiving_advice"])
    assert flor.folder.words(paper)["text"] == "no se la ubicó"
    give(flor.folder, LACKS, {}, by=flor, at=LATER)
    assert "corrected" in filing_of(case).happened


def test_a_case_of_the_text_before_is_offered_no_advice_to_archive(asked, anas, flor, ana, case):
    read(flor, asked)
    before = datetime(2022, 4, 14, 12, tzinfo=UTC)
    Filing.objects.filter(code=case).update(filed_at=before)
    again = opened(case, seen_by=ana)
    assert "advise_archiving" not in offered(again, ana, at=LATER)
    with pytest.raises(correcting.Hindered, match="not_late"):
        correcting.advise_archiving(again, text="no se la ubicó", by=ana, at=LATER)


def test_it_is_recommended_once(asked, anas, flor, ana):
    read(flor, asked)
    correcting.advise_archiving(anas, text="no se la ubicó", by=ana, at=LATER)
    with pytest.raises(correcting.Hindered, match="not_late"):
        correcting.advise_archiving(anas, text="otra vez", by=ana, at=LATER)


def test_archiving_is_advised_on_its_page(asked, case, flor, ana, signed_in, clock):
    read(flor, asked)
    clock.move(timedelta(days=14))
    went = signed_in(ana).post(page_of(case, "advise_archiving"), {"text": "no se la ubicó"})
    assert went.status_code == 302
    assert Document.objects.filter(kind="archiving_advice").count() == 1


def test_the_pages_of_it_lead_back_where_nothing_was_asked(case, ana, signed_in):
    for name in ("correction_receipt", "advise_archiving"):
        answer = signed_in(ana).post(page_of(case, name), {"text": "x"})
        assert answer.headers["Location"] == reverse("desk:case", args=[case])
    assert not Document.objects.filter(kind="archiving_advice").exists()


def test_who_left_is_asked_for_nothing(anas, ana, flor, case, signed_in):
    withdraw_procedure(flor, at=TUESDAY)
    with pytest.raises(correcting.Hindered, match="withdrawn"):
        correcting.ask(anas, LACKS, text="", by=ana, at=TUESDAY)
    with pytest.raises(correcting.Hindered, match="withdrawn"):
        correcting.complete_with_her(anas, LACKS, way="radio", by=ana, at=TUESDAY)
    assert offered(opened(case, seen_by=ana), ana) == {}


def test_another_team_finds_no_such_page(case, olga, signed_in):
    for name in ("ask_correction", "complete_with_her", "correction_receipt", "advise_archiving"):
        assert signed_in(olga).post(page_of(case, name), {"text": "x"}).status_code == 404


def test_the_case_page_says_what_is_missing_and_whether_she_knows(asked, case, ana, signed_in):
    page = (
        signed_in(ana)
        .get(reverse("desk:case", args=[case]), headers={"accept-language": "en"})
        .text
    )
    assert LACKS["place"] in page
    assert "Nothing shows yet that the person knows it" in page


def test_a_law_without_it_offers_none_of_it(anas, ana, monkeypatch):
    Filing.objects.update(
        protocol="xx-example", happened={"call_logged": MONDAY.isoformat()}, facts={}
    )
    anas.folder.filing.refresh_from_db()
    assert offered(anas, ana) == {}
    with pytest.raises(correcting.Hindered, match="not_in_this_law"):
        correcting.ask(anas, LACKS, text="", by=ana, at=TUESDAY)


def test_a_photo_of_what_was_missing_is_named_by_what_it_answers(asked, case, ana, flor, signed_in):
    sent = SimpleUploadedFile("hoja.jpg", b"\xff\xd8\xff\xe0" + b"una hoja " * 40)
    came = RequestFactory().post("/", {"files": sent}).FILES.getlist("files")
    files = [one for one in came if isinstance(one, SealedUpload)]
    give(flor.folder, {}, {"place": files}, by=flor, at=TUESDAY)
    page = signed_in(ana).get(reverse("desk:case", args=[case])).text
    story = page.split('id="story"')[1].split('id="admission"')[0]
    assert "Dónde está, más o menos" in story


def test_the_worklist_shows_until_when_it_may_come_and_then_whom_to_call(
    asked, anas, ana, flor, case, signed_in
):
    happen(anas.folder.filing, "preliminary_report_issued", when=TUESDAY, by=ana, at=TUESDAY)
    read(flor, asked)
    row = Case.objects.get()
    assert (row.due_term, timezone.localtime(row.due_on).date().isoformat()) == (
        missing.UNMET,
        "2026-11-24",
    )
    page = signed_in(ana).get(reverse("desk:worklist"), headers={"accept-language": "en"}).text
    assert "Complete the request with the person" in page
    give(flor.folder, LACKS, {}, by=flor, at=TUESDAY)
    assert Case.objects.get().due_term == "decision"


def test_once_it_was_recommended_to_archive_the_worklist_goes_by_the_decision(
    asked, anas, ana, flor
):
    happen(anas.folder.filing, "preliminary_report_issued", when=TUESDAY, by=ana, at=TUESDAY)
    read(flor, asked)
    correcting.advise_archiving(anas, text="no se la ubicó", by=ana, at=LATER)
    assert Case.objects.get().due_term == "decision"
