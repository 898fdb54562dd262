"""Who may interpret: vetted for ties, bound by a signature, agreed to by the person herself."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.interpreting import interpreters, services
from amparo.casework.interpreting.interpreters import Hindered, Proposed
from amparo.casework.interpreting.models import Interpretation, Interpreter
from amparo.foundations.cases.dates_outside_terms import waiting_in
from amparo.foundations.cases.models import Case
from amparo.foundations.consent import services as consent
from amparo.foundations.consent.models import Question
from amparo.foundations.consent.queries import questions_of
from amparo.foundations.consent.services import CannotConsent
from amparo.foundations.intake.documents.services import papers_in, write_paper
from amparo.foundations.intake.services import exclude, shut_out
from amparo.foundations.ledger.models import Entry
from amparo.foundations.related_people.services import name_other
from tests.befallen import note
from tests.last_days import holds_until, its_day_passes, jobs_run
from tests.unit.interpreting.conftest import TO_HER, TUESDAY, signed_paper

DAY = TUESDAY.date()


def page(anas, name, *more):
    return reverse(f"interpreting:{name}", args=[anas.code, *more])


def clear(anas, ana, ref, *ties):
    interpreters.vet(anas, ref, ties=ties, text="pregunté", on=DAY, by=ana, at=TUESDAY)


def says(anas, ana, ref, answer):
    said = {"answer": answer, "way": "radio", "words": "sus palabras"}
    interpreters.note_answer(anas, ref, **said, by=ana, at=TUESDAY)


@pytest.fixture
def ready(named, anas, ana):
    clear(anas, ana, named.ref)
    says(anas, ana, named.ref, "agreed")
    Interpreter.objects.update(signed_on=DAY)
    return Interpreter.objects.get()


def test_the_person_is_asked_and_the_name_is_in_sealed_papers_alone(named, flor):
    [asked] = questions_of(flor.folder, seen_by=flor)
    assert (asked.kind, asked.subject, asked.fields) == ("interpreter", named.ref, [])
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["interpreter_asked"])
    assert flor.folder.words(paper)["what"] == f"Rosalía Tuesta, asháninka. {TO_HER}"
    facts = " ".join(Entry.objects.values_list("facts", flat=True))
    assert "Tuesta" not in facts + json.dumps(list(Interpreter.objects.values()), default=str)
    assert papers_in(flor.folder, seen_by=flor, kinds=["interpreter"]) == []


@pytest.mark.parametrize("given", ["", "vetted", "agreed", "signed", "vetted agreed"])
def test_all_three_must_be_there_before_one_may_interpret(given, named, anas, ana):
    if "vetted" in given:
        clear(anas, ana, named.ref)
    if "agreed" in given:
        says(anas, ana, named.ref, "agreed")
    if "signed" in given:
        Interpreter.objects.update(signed_on=DAY)
    task = Interpretation.objects.filter(kind="interview").get()
    with pytest.raises(Hindered):
        services.done(
            anas, task.ref, outcome="interpreted", interpreter=named.ref, by=ana, at=TUESDAY
        )
    task.refresh_from_db()
    assert task.done_at is None


def test_then_it_is_noted_who_interpreted(ready, anas, ana, signed_in):
    task = Interpretation.objects.filter(kind="interview").get()
    given = {"outcome": "interpreted", "interpreter": ready.ref}
    assert signed_in(ana).post(page(anas, "task", task.ref), given).status_code == 302
    task.refresh_from_db()
    assert (task.outcome, task.interpreter) == ("interpreted", ready)
    assert Entry.objects.filter(event="InterpretationDone").count() == 1


def test_any_tie_refuses_and_says_so(named, anas, ana, signed_in):
    given = {"on": timezone.localdate().isoformat(), "ties": ["board"], "text": "es de la otra"}
    assert signed_in(ana).post(page(anas, "vet", named.ref), given).status_code == 302
    row = Interpreter.objects.get()
    assert (row.vetting, row.ended, row.vetted_by) == ("tied", "tied", ana.member)
    shown = signed_in(ana).get(page(anas, "interpreter", named.ref)).text
    assert "tiene vínculos" in shown
    with pytest.raises(Hindered):
        says(anas, ana, named.ref, "agreed")


def test_her_no_needs_no_reason_and_ends_it(named, anas, ana):
    says(anas, ana, named.ref, "refused")
    assert Interpreter.objects.get().ended == "refused"


def test_who_is_named_among_those_who_must_not_know_is_refused(anas, ana, flor, signed_in):
    body = {"units": [], "names": "el señor tuesta"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=TUESDAY)
    given = {"name": "Rosalía Tuesta", "language": "x", "reach": "y", "to_her": "z", "unit": ""}
    told = signed_in(ana).post(page(anas, "name"), given)
    assert told.status_code == 409
    assert "no debe enterarse" in told.text
    assert "Rosalía Tuesta" in told.text
    assert not Interpreter.objects.exists()


def test_one_of_a_body_that_must_not_know_is_refused_by_its_words(anas, ana, flor, signed_in):
    body = {"units": [], "names": "el Ejército"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=TUESDAY)
    given = {"name": "Técnico Tuesta, cuartel de Bagua", "language": "x", "reach": "y"}
    told = signed_in(ana).post(page(anas, "name"), {**given, "to_her": "z", "unit": ""})
    assert told.status_code == 409
    assert "Fuerzas Armadas" in told.text
    assert given["name"] in told.text
    assert not Interpreter.objects.exists()


def test_whoever_is_said_to_be_behind_the_danger_interprets_nothing(named, anas, ana, flor):
    name_other(flor.folder, name="Rosalía Tuesta", relation="aggressor", by=flor, at=TUESDAY)
    named.refresh_from_db()
    assert named.ended == "must_not_know"
    again = Proposed("Tuesta, Rosalía", "yine", "radio 7", TO_HER)
    with pytest.raises(Hindered, match="aggressor"):
        interpreters.name(anas, again, by=ana, at=TUESDAY)


@pytest.mark.parametrize("feared", [True, False])
def test_about_one_who_was_refused_and_is_kept_away_later_nobody_is_asked_again(
    named, anas, ana, flor, feared
):
    """Whoever took her page would say yes there to whoever is feared."""
    consent.answer(flor.folder, hers(named).ref, answer="refused", by=flor, at=TUESDAY)
    if feared:
        name_other(flor.folder, name="Rosalía Tuesta", relation="aggressor", by=flor, at=TUESDAY)
    else:
        body = {"units": [], "names": "Rosalía Tuesta"}
        write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=TUESDAY)
        shut_out(flor.folder, by=flor, at=TUESDAY)
    named.refresh_from_db()
    assert (named.answer, named.ended) == ("refused", "must_not_know")
    with pytest.raises(CannotConsent):
        consent.answer(flor.folder, hers(named).ref, answer="agreed", by=flor, at=TUESDAY)
    assert not Question.objects.filter(kind="interpreter", withdrawn_at__isnull=True).exists()


def test_nobody_of_an_excluded_institution_or_under_its_command(anas, ana, flor, site):
    exclude(flor.folder, site["pnp"], by=flor, at=TUESDAY)
    proposed = Proposed("Otra Persona", "x", "y", "z", unit=site["pnp-selva"])
    with pytest.raises(Hindered, match="excluded_unit"):
        interpreters.name(anas, proposed, by=ana, at=TUESDAY)


@pytest.mark.parametrize("how", ["her_no", "a_tie"])
def test_whoever_was_refused_is_not_put_forward_again(how, named, anas, ana):
    if how == "a_tie":
        clear(anas, ana, named.ref, "kin")
    else:
        says(anas, ana, named.ref, "refused")
    for name in ("ROSALIA  Tuesta", "Tuesta Rosalía", "Rоsаlía Tuestа", "Rosa1iaTuesta"):
        again = Proposed(name, "yine", "radio 7", TO_HER)
        with pytest.raises(Hindered, match="refused_before"):
            interpreters.name(anas, again, by=ana, at=TUESDAY)
    assert Interpreter.objects.count() == 1


def test_an_institution_excluded_later_ends_whoever_works_for_it(anas, ana, flor, site):
    proposed = Proposed("Otra Persona", "x", "y", "z", unit=site["pnp-selva"])
    row = interpreters.name(anas, proposed, by=ana, at=TUESDAY)
    exclude(flor.folder, site["pnp"], by=flor, at=TUESDAY)
    row.refresh_from_db()
    assert row.ended == "must_not_know"
    assert hers(row).withdrawn_at


def test_who_must_not_know_later_interprets_no_more(ready, flor):
    body = {"units": [], "names": "Rosalía Tuesta"}
    write_paper(flor.folder, kind="exclusions", body=body, by=flor, at=TUESDAY)
    shut_out(flor.folder, by=flor, at=TUESDAY)
    ready.refresh_from_db()
    assert (ready.ended, ready.ready) == ("must_not_know", False)


def test_the_promise_is_noted_with_its_paper_alone(named, anas, ana, signed_in):
    browser, today = signed_in(ana), timezone.localdate().isoformat()
    assert browser.post(page(anas, "sign", named.ref), {"on": today}).status_code == 422
    assert Interpreter.objects.get().signed_on is None
    given = {"on": today, "papers": signed_paper()}
    assert browser.post(page(anas, "sign", named.ref), given).status_code == 302
    assert Interpreter.objects.get().signed_on == timezone.localdate()
    assert "promesa.pdf" in browser.get(reverse("desk:case", args=[anas.code]) + "?tab=all").text


def test_nothing_is_noted_for_a_day_to_come(named, anas, ana, signed_in):
    given = {"on": "2999-01-01", "text": "pregunté"}
    assert signed_in(ana).post(page(anas, "vet", named.ref), given).status_code == 422
    given["papers"] = signed_paper()
    assert signed_in(ana).post(page(anas, "sign", named.ref), given).status_code == 422


def hers(named):
    return Question.objects.get(subject=named.ref)


@pytest.mark.parametrize(
    ("word", "answer", "ended"),
    [("agreed", "agreed", ""), ("refused", "refused", "refused"), ("discuss", "discuss", "")],
)
def test_she_answers_on_her_own_page_and_it_counts_at_once(word, answer, ended, named, flor):
    consent.answer(flor.folder, hers(named).ref, answer=word, by=flor, at=TUESDAY)
    named.refresh_from_db()
    assert (named.answer, named.ended) == (answer, ended)
    assert named.answered_on == TUESDAY.date()


def test_only_she_changes_her_own_no(named, anas, ana, flor):
    consent.answer(flor.folder, hers(named).ref, answer="refused", by=flor, at=TUESDAY)
    Interpreter.objects.update(ended="")
    with pytest.raises(Hindered, match="answered_herself"):
        says(anas, ana, named.ref, "agreed")
    consent.answer(flor.folder, hers(named).ref, answer="agreed", by=flor, at=TUESDAY)
    named.refresh_from_db()
    assert (named.answer, named.ended) == ("agreed", "")


def test_what_she_takes_back_ends_it(ready, flor):
    consent.withdraw(flor.folder, hers(ready).ref, by=flor, at=TUESDAY)
    ready.refresh_from_db()
    assert ready.ended == "taken_back"


@pytest.mark.postgresql("roles of the surfaces")
def test_an_interpreter_ends_with_the_last_day_of_the_consent(ready, clock):
    holds_until(ready.ref)
    its_day_passes(clock)
    assert jobs_run()[0] == 1
    ready.refresh_from_db()
    assert ready.ended == "taken_back"


def test_the_day_that_she_said_stands_in_the_form_of_the_team(named, anas, ana, flor, signed_in):
    until = timezone.localdate() + timedelta(days=20)
    told = {"answer": "agreed", "until": until, "by": flor, "at": timezone.now()}
    consent.answer(flor.folder, hers(named).ref, **told)
    browser, address = signed_in(ana), page(anas, "answer", named.ref)
    assert f'value="{until.isoformat()}"' in browser.get(address).text
    later = until + timedelta(days=9)
    said = {"answer": "agreed", "way": "radio", "words": "así dijo", "until": later}
    assert browser.post(address, said).status_code == 302
    assert hers(named).ends_on == later


def test_all_taken_back_ends_every_interpreter(ready, flor):
    consent.withdraw_all(flor.folder, by=flor, at=TUESDAY)
    ready.refresh_from_db()
    assert ready.ended == "taken_back"


def test_whoever_is_tied_or_left_waits_for_no_answer(named, anas, ana):
    clear(anas, ana, named.ref, "kin")
    assert hers(named).withdrawn_at
    assert Entry.objects.filter(event="QuestionClosed").count() == 1


def test_what_she_said_in_conversation_stands_on_her_page(named, anas, ana, flor):
    says(anas, ana, named.ref, "agreed")
    [paper] = papers_in(flor.folder, seen_by=flor, kinds=["oral_answer"])
    assert flor.folder.words(paper)["label"] == "Rosalía Tuesta"
    assert hers(named).how == "oral"


def test_without_an_interpreter_only_in_another_named_way(anas, ana, signed_in):
    task = Interpretation.objects.get()
    told = signed_in(ana).post(page(anas, "task", task.ref), {"outcome": "interpreted"})
    assert told.status_code == 422
    assert list(told.context["form"].errors) == ["outcome"], "nobody is there to be chosen"
    given = {"outcome": "without", "text": "quiso hablar sola con la analista"}
    assert signed_in(ana).post(page(anas, "task", task.ref), given).status_code == 302
    assert signed_in(ana).get(page(anas, "task", task.ref)).status_code == 404


def test_where_somebody_may_interpret_it_is_asked_who_did(ready, anas, ana, signed_in):
    task = Interpretation.objects.filter(kind="interview").get()
    told = signed_in(ana).post(page(anas, "task", task.ref), {"outcome": "interpreted"})
    assert list(told.context["form"].errors) == ["interpreter"]


def waiting():
    found = waiting_in(Case.objects.select_related("filing").get())
    return [one.task for one in found if one.task.startswith("interpreter.")]


def test_after_a_death_nothing_is_left_to_be_interpreted(anas, ana, signed_in):
    task = Interpretation.objects.get()
    assert waiting() == ["interpreter.interview"]
    note(anas, ana, what="died")
    assert waiting() == []
    assert signed_in(ana).get(page(anas, "task", task.ref)).status_code == 404


def test_one_of_another_case_is_none_of_this(ready, anas, ana):
    task = Interpretation.objects.filter(kind="interview").get()
    with pytest.raises(Hindered, match="no_such"):
        services.done(
            anas, task.ref, outcome="interpreted", interpreter="nadie", by=ana, at=TUESDAY
        )


def test_leaving_is_posted_from_the_page(ready, anas, ana, signed_in):
    assert signed_in(ana).post(page(anas, "interpreter", ready.ref)).status_code == 302
    ready.refresh_from_db()
    assert ready.ended == "left"
