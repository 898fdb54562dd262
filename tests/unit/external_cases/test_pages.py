"""Pages of an organisation's site: what is owed outside, and none of the authority's own acts."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from amparo.casework.external_cases.authority_terms.queries import lines_of
from amparo.casework.external_cases.models import ExternalProcedure, ExternalProcedureStep
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.intake.models import Attachment
from amparo.foundations.ledger.models import Entry

SHUT = (
    "admission:acknowledge",
    "admission:report",
    "admission:ask_correction",
    "measures:provisional",
    "measures:decide",
    "review:contest",
    "review:open_change",
    "collectives:note",
    "disappearances:happened",
)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page(name, record, *more):
    return reverse(name, args=[record.case.code, record.ref, *more])


def test_the_desk_offers_none_of_the_authoritys_acts(signed_in, ana, case):
    shown = text_of(signed_in(ana).get(reverse("desk:case", args=[case]) + "?tab=all"))
    assert "Obligaciones de autoridades externas" in shown
    assert "Acudir a una autoridad externa" in shown
    assert "Proponer medidas" in shown
    for word in ("Acusar recibo", "Evaluación preliminar", "Elevar", "proyecto de resolución"):
        assert word not in shown


@pytest.mark.parametrize("name", SHUT)
def test_pages_of_an_authority_do_not_exist_here(signed_in, ana, rosa, case, name):
    for member in (ana, rosa):
        assert signed_in(member).get(reverse(name, args=[case])).status_code == 404


def test_pages_of_an_organisation_do_not_exist_at_an_authority(
    signed_in, ana, filed_there, settings
):
    settings.ORGANISATION = ""
    browser = signed_in(ana)
    assert browser.get(reverse("authorities:terms")).status_code == 404
    assert browser.get(page("external_cases:record", filed_there)).status_code == 404
    assert (
        "outside"
        not in browser.get(reverse("desk:case", args=[filed_there.case.code])).content.decode()
    )


def test_words_to_the_person_and_notes_are_written_here_too(signed_in, ana, case):
    browser = signed_in(ana)
    for name in ("message", "attempt", "note"):
        assert browser.get(reverse(f"admission:{name}", args=[case])).status_code == 200
    browser.post(reverse("admission:note", args=[case]), {"text": "hablar con su hermana"})
    assert "hablar con su hermana" in text_of(
        browser.get(reverse("desk:case", args=[case]) + "?tab=all")
    )


def test_the_way_from_asking_her_to_the_sheet(signed_in, ana, case, filed, came_back):
    browser = signed_in(ana)
    made = browser.post(
        reverse("external_cases:open", args=[case]),
        {"unit": "dgdh", "text": "Llevaremos su relato al ministerio.", "told": ["chosen_name"]},
    )
    record = ExternalProcedure.objects.get()
    assert made.url == page("external_cases:record", record)
    question = Question.objects.get(subject=record.ref)
    hers = text_of(came_back.get(reverse("door:decision", args=[question.ref])))
    assert "Llevaremos su relato al ministerio." in hers
    assert "Lo que contó, y sus archivos" not in hers
    came_back.post(reverse("door:decision", args=[question.ref]), {"answer": "agree"})
    today = timezone.localdate().isoformat()
    said = {
        "what": "request_received",
        "on": today,
        "hour": "",
        "by_whom": "person",
        "way": "paper",
        "number": "HR-77",
        "result": "",
        "text": "",
    }
    assert browser.post(page("external_cases:note", record), said).status_code == 302
    shown = text_of(browser.get(page("external_cases:record", record)))
    assert "HR-77" in shown
    assert "Evaluación preliminar" in shown
    sheet = browser.post(page("external_cases:sheet", record))
    told = text_of(sheet)
    assert "HR-77" in told
    assert "Federación del Valle" in told
    assert "Flor" not in told
    assert "relato" not in told
    assert record.case.code not in told


def test_what_was_typed_is_kept_when_it_cannot_be_noted(signed_in, ana, planned):
    said = {
        "what": "request_received",
        "on": "2026-11-20",
        "by_whom": "us",
        "way": "paper",
        "result": "",
        "text": "estas palabras quedan",
    }
    answer = signed_in(ana).post(page("external_cases:note", planned), said)
    assert answer.status_code == 409
    assert "estas palabras quedan" in answer.content.decode()
    assert "no aceptó" in text_of(answer)
    assert not ExternalProcedureStep.objects.exists()


def test_a_day_that_has_not_come_is_refused_beside_its_field(signed_in, ana, agreed):
    said = {"what": "request_received", "on": "2031-01-01", "by_whom": "us", "result": ""}
    answer = signed_in(ana).post(page("external_cases:note", agreed), said)
    assert answer.status_code == 422
    assert "todavía no ha llegado" in text_of(answer)


def test_another_team_finds_nothing(signed_in, olga, filed_there):
    browser = signed_in(olga)
    for name in ("record", "note", "answer", "end"):
        assert browser.get(page(f"external_cases:{name}", filed_there)).status_code == 404
    for name in ("ask", "sheet"):
        assert browser.post(page(f"external_cases:{name}", filed_there)).status_code == 404
    shown = text_of(browser.get(reverse("authorities:terms")))
    assert filed_there.case.code not in shown
    assert browser.post(reverse("authorities:export")).getvalue().decode().count("\n") == 1


def test_the_list_says_who_is_late_by_how_much_and_what_can_be_done(signed_in, ana, filed_there):
    shown = text_of(signed_in(ana).get(reverse("authorities:terms")))
    # Filed on Monday the 9th, two working days: due on the 11th; it is the 25th.
    assert "Un plazo está vencido." in shown
    assert "10 días hábiles" in shown
    assert (
        "Queja por retraso" in shown or "Presentar una queja" in shown or "queja" in shown.lower()
    )
    assert filed_there.case.code in shown
    assert "Uno está vencido, o se cumplió con retraso, de 10 días hábiles." in shown
    assert "La mitad" not in shown


def test_the_file_names_nobody_and_no_case(signed_in, ana, filed_there):
    answer = signed_in(ana).post(reverse("authorities:export"))
    table = answer.getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    late = next(row for row in rows if row["state"] == "late")
    assert (late["record"], late["late_by"]) == (filed_there.ref, "10")
    for word in (filed_there.case.code, "HR-2026-00417", "Flor", "Ana"):
        assert word not in table
    assert Entry.objects.filter(event="OutsideExported").count() == 1


def test_the_file_has_a_row_for_each_term_that_may_leave_and_no_other(
    signed_in, ana, olga, filed_there, site
):
    """Of two records of hers one has no agreement; another team has none of them."""
    browser = signed_in(ana)
    kept, _whole = lines_of(seen_by=ana, at=timezone.now())
    assert len(kept) > 1
    shut = ExternalProcedure.objects.get(pk=filed_there.pk)
    shut.pk, shut.ref, shut.unit = None, "NUNC-A00A-CORD", site["minam"]
    shut.save()
    assert len(lines_of(seen_by=ana, at=timezone.now())[0]) == 2 * len(kept)
    answer = browser.post(reverse("authorities:export"))
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert [(row["record"], row["term"]) for row in rows] == [
        (filed_there.ref, one.shown.name) for one in kept
    ]
    assert f'"lines":{len(kept)}' in Entry.objects.get(event="OutsideExported").facts
    another = signed_in(olga).post(reverse("authorities:export"))
    assert another.getvalue().decode().count("\n") == 1


def test_once_she_took_it_back_the_case_offers_to_stop_and_not_to_ask(
    signed_in, ana, filed_there, flor
):
    question = Question.objects.get(subject=filed_there.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=timezone.now())
    page = signed_in(ana).get(reverse("desk:case", args=[filed_there.case.code]))
    assert page.context["act_due"].day == timezone.localdate(), "not the authority's own day"
    shown = text_of(page)
    assert "La persona retiró su acuerdo: deténgase" in shown
    assert "Saber si la persona está de acuerdo" not in shown


def test_who_took_it_back_is_in_no_file(signed_in, ana, filed_there, flor):
    question = Question.objects.get(subject=filed_there.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=timezone.now())
    answer = signed_in(ana).post(reverse("authorities:export"))
    assert answer.getvalue().decode().count("\n") == 1


def test_the_sheet_is_refused_once_she_took_it_back(signed_in, ana, filed_there, flor):
    question = Question.objects.get(subject=filed_there.ref)
    consent.withdraw(flor.folder, question.ref, by=flor, at=timezone.now())
    answer = signed_in(ana).post(page("external_cases:sheet", filed_there))
    assert answer.status_code == 409
    assert "HR-2026-00417" not in answer.content.decode()


def test_her_page_names_no_stage_of_an_authority(came_back, case):
    shown = text_of(came_back.get(reverse("door:mine")))
    assert "evaluación preliminar" not in shown.lower()
    assert "Federación del Valle" in shown


def test_the_worklist_says_what_the_authority_owes(signed_in, ana, filed_there):
    shown = text_of(signed_in(ana).get(reverse("desk:worklist")))
    assert "La autoridad debe una respuesta" in shown


def test_it_is_ended_and_said_to_be_wrong_from_its_page(signed_in, ana, filed_there):
    browser = signed_in(ana)
    step = ExternalProcedureStep.objects.get()
    browser.post(page("external_cases:set_aside", filed_there, step.ref))
    step.refresh_from_db()
    assert step.set_aside_at
    browser.post(page("external_cases:end", filed_there), {"reason": "dropped"})
    filed_there.refresh_from_db()
    assert filed_there.ended == "dropped"
    assert browser.post(page("external_cases:ask", filed_there)).status_code == 409


def test_late_terms_of_many_cases_cost_no_statement_each(
    signed_in, ana, filed_there, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        signed_in(ana).get(reverse("authorities:terms"))


def test_a_case_page_asks_few_statements_for_it(
    signed_in, ana, filed_there, django_assert_max_num_queries
):
    browser = signed_in(ana)
    address = reverse("desk:case", args=[filed_there.case.code])
    browser.get(address)
    with django_assert_max_num_queries(22):
        browser.get(address)


def test_papers_that_come_with_a_step_are_files_of_the_case(signed_in, ana, agreed):
    said = {
        "what": "request_received",
        "on": (timezone.localdate() - timedelta(days=3)).isoformat(),
        "by_whom": "authority",
        "way": "paper",
        "result": "",
        "papers": SimpleUploadedFile("cargo.pdf", b"%PDF-1.4 sellado", "application/pdf"),
    }
    assert signed_in(ana).post(page("external_cases:note", agreed), said).status_code == 302
    assert Attachment.objects.get().paper_ref == ExternalProcedureStep.objects.get().paper_ref


def test_without_any_filing_the_list_says_how_to_begin(signed_in, ana):
    shown = text_of(signed_in(ana).get(reverse("authorities:terms")))
    assert "Nada está vencido." in shown


def test_the_case_page_says_what_was_asked_where_and_what_is_owed(signed_in, ana, filed_there):
    address = reverse("desk:case", args=[filed_there.case.code])
    shown = text_of(signed_in(ana).get(f"{address}?tab=all"))
    assert "Todavía no se presentó ninguna solicitud" not in shown
    assert "Evaluación preliminar" in shown
    assert "según la norma de esa autoridad" in shown
    assert "Intentos y notas del equipo" not in shown


def test_referring_elsewhere_is_possible_on_this_site_too(signed_in, ana, case):
    shown = signed_in(ana).get(reverse("desk:case", args=[case])).content.decode()
    assert reverse("referral:propose", args=[case]) in shown


def test_an_hour_that_nobody_knew_is_not_said(signed_in, ana, agreed, notes):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight - timedelta(days=3)
    notes(agreed, "request_received", day, by_whom="person", at=timezone.now())
    shown = text_of(signed_in(ana).get(page("external_cases:record", agreed)))
    assert "00:00" not in shown


def test_the_last_day_that_the_person_said_is_noted_and_stands_in_the_form(planned, ana, signed_in):
    until = str(timezone.localdate() + timedelta(days=30))
    browser, address = signed_in(ana), page("external_cases:answer", planned)
    said = {"answer": "agreed", "way": "telephone", "words": "sí, por un mes", "until": until}
    assert browser.post(address, said).status_code == 302
    assert f'value="{until}"' in browser.get(address).text
