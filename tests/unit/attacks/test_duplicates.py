"""Records of the register that may be one: found, answered, taken back, counted once, erased."""

import pytest
from django.db.models import Count

from amparo.foundations.ledger.models import Entry
from amparo.observatory.attacks import queries as attack_queries
from amparo.observatory.attacks import services as attacks
from amparo.observatory.attacks.attack_keys import opened
from amparo.observatory.attacks.models import Act, Attack, PartyConsent, Source, Victim
from amparo.observatory.attacks.queries import Filter
from amparo.observatory.attacks.services import ChangedMeanwhile, NewConsent, NewPart
from amparo.observatory.attacks.texts import AttackText, ConsentText, SourceText, Text, VictimText
from amparo.observatory.duplicates import queries, services
from amparo.observatory.duplicates.counting import (
    counted_as,
    distinct_attacks,
    represented_by,
)
from amparo.observatory.duplicates.models import Comparison, PairAnswer, Represented
from amparo.observatory.duplicates.questions import Answer
from amparo.observatory.duplicates.services import AlreadyOne, Contradicted
from tests import attacking
from tests.clock import TODAY

HERE = "/desk/attacks/duplicates/"


@pytest.fixture
def told(irma):
    """Tell the register of an attack on these victims; returns it and them."""

    def tell(
        *names, day="2026-05-14", department="PE-UCA", district="Irazola", kind="person", source=""
    ):
        month = f"{day[:7]}-01"
        codes = {**attacking.CODES, "department": department, "district": district}
        attack = Attack(**{**codes, "precision": "day", "first_month": month, "last_month": month})
        victims = [Victim(kind=kind, gender="woman") for _ in names]
        texts = [VictimText(name=name, organisation="Federación X") for name in names]
        parts = [NewPart(*one) for one in zip(victims, texts, strict=True)]
        acts = [Act(victim=row, kind="killing", verification="likely") for row in victims]
        parts += [NewPart(act, Text()) for act in acts]
        if source:
            parts.append(NewPart(Source(kind=source, reliability="unknown"), SourceText()))
        text = AttackText(title="x", first_day=day, last_day=day)
        attacks.record_attack(attack, text, parts=parts, by=irma, at=TODAY)
        return attack, *victims

    return tell


def say(question, one, two, answer, by, seen=0):
    pair = queries.pair_called(question, one, two, seen, seen_by=by)
    services.answer_pair(pair, Answer(answer), reason="porque Ermelinda lo dijo", by=by, at=TODAY)


def undo(question, one, two, by):
    last = (
        PairAnswer.objects.filter(question=question)
        .order_by("-pk")
        .filter(first=one, second=two)
        .first()
    )
    pair = queries.pair_called(question, one, two, last.pk, seen_by=by)
    services.take_back(pair, reason="", by=by, at=TODAY)


def compared(question, by):
    services.compare_records(question, Filter(), by=by, at=TODAY)
    return {(one.first, one.second): one for one in queries.kept(question, seen_by=by).waiting}


def victims_counted():
    counted = Victim.objects.annotate(one=counted_as("victim", "same_as"))
    return counted.values("one").distinct().count()


def test_alike_records_are_found_and_nothing_of_the_names_is_stored(told, irma):
    one, first = told("Ermelinda Pacaya Ríos")
    two, second = told("PACAYA RIOS, Hermelinda", day="2026-05-15")
    told("Teófilo Condori", department="PE-CUS", district="Coporaque", day="2025-01-02")
    assert compared("event", irma)[(one.code, two.code)].chance > 0.5
    pair = compared("victim", irma)[(first.ref, second.ref)]
    assert pair.chance > 0.5
    assert pair.told[0].doublings > 0
    stored = repr([list(model.objects.values()) for model in (Comparison, PairAnswer, Entry)])
    assert "rmelinda" not in stored
    assert "pacaya" not in stored.lower()


def test_two_victims_of_one_attack_are_no_pair(told, irma):
    told("Rosa Quispe", "Rosa Quispe")
    assert not compared("victim", irma)


def test_what_is_the_same_is_counted_once_and_undone_stands_as_before(told, irma):
    one, first = told("Ermelinda Pacaya")
    two, second = told("E. Pacaya")
    before = list(Victim.objects.values()), list(Attack.objects.values())
    say("victim", first.ref, second.ref, "same", irma)
    say("event", two.code, one.code, "same", irma)
    assert victims_counted() == 1
    assert represented_by("event", [one.code, two.code]) == {two.code: one.code}
    acts = Act.objects.annotate(one=counted_as("victim", "victim__same_as")).values("kind")
    assert acts.annotate(many=Count("one", distinct=True)).get()["many"] == 1
    assert (list(Victim.objects.values()), list(Attack.objects.values())) == before
    undo("victim", first.ref, second.ref, irma)
    assert victims_counted() == 2
    assert PairAnswer.objects.filter(question="victim").count() == 2, "no answer is removed"
    said = Entry.objects.filter(event="PairAnswered").order_by("sequence")
    assert [entry.about for entry in said] == [first.ref, one.code, first.ref]


def test_one_event_from_five_sources_counts_once_and_keeps_the_five(told, irma):
    kinds = ("witness", "organisation", "media", "state_document", "social_network")
    found = [told("Ermelinda Pacaya", source=kind)[0] for kind in kinds]
    first = found[0]
    for other in found[1:]:
        say("event", first.code, other.code, "same", irma)
    assert distinct_attacks(Attack.objects.all()) == 1
    assert [one.sources.get().kind for one in found] == list(kinds)
    whole = attack_queries.whole(opened(first, seen_by=irma), seen_by=irma)
    there = [one for _, one in queries.elsewhere(whole, seen_by=irma)]
    assert [one.sources[0].kind for one in there] == list(kinds[1:])
    assert not compared("event", irma), "pairs that are one already are no question"
    undo("event", first.code, found[2].code, irma)
    assert distinct_attacks(Attack.objects.all()) == 2
    assert list(compared("event", irma))


def test_who_has_no_name_is_nobody_else_and_a_collective_is_counted_once(told, irma):
    told("")
    told("")
    told("Santa Clara de Uchunya")
    _, community = told("Comunidad Nativa Santa Clara de Uchunya", kind="collective")
    _, again = told("C.N. Santa Clara de Uchunya", kind="collective")
    assert list(compared("victim", irma)) == [(community.ref, again.ref)]
    say("victim", community.ref, again.ref, "same", irma)
    assert victims_counted() == 4


def test_a_pair_that_is_put_off_comes_last_and_counts_as_two(told, irma):
    for name in ("Rosa Quispe", "Rosa Quispe", "Nélida Condori", "Nélida Condori"):
        told(name)
    pairs = list(compared("victim", irma))
    one, two = pairs[0]
    say("victim", one, two, "later", irma)
    assert [(one.first, one.second) for one in queries.kept("victim", seen_by=irma).waiting] == [
        *pairs[1:],
        pairs[0],
    ]
    assert victims_counted() == 4
    say("victim", one, two, "same", irma)
    assert victims_counted() == 3


def test_merges_of_merges_hold_and_come_apart_where_one_is_taken_back(told, irma):
    (_, a), (_, b), (_, c) = (told("Ermelinda Pacaya") for _ in range(3))
    say("victim", b.ref, c.ref, "same", irma)
    say("victim", a.ref, b.ref, "same", irma)
    codes = [a.ref, b.ref, c.ref]
    assert represented_by("victim", codes) == {b.ref: a.ref, c.ref: a.ref}
    with pytest.raises(AlreadyOne):
        say("victim", a.ref, c.ref, "same", irma)
    undo("victim", a.ref, b.ref, irma)
    assert represented_by("victim", codes) == {c.ref: b.ref}
    say("victim", a.ref, c.ref, "different", irma)
    with pytest.raises(Contradicted):
        say("victim", a.ref, b.ref, "same", irma)


def test_victims_of_one_attack_are_never_joined_by_a_third(told, irma):
    _, a, b = told("Rosa Quispe", "Rosa Quispe Mamani")
    _, c = told("Rosa Quispe")
    say("victim", a.ref, c.ref, "same", irma)
    with pytest.raises(Contradicted):
        say("victim", b.ref, c.ref, "same", irma)


@pytest.mark.postgresql("locks")
def test_of_two_monitors_at_once_the_second_is_told(told, irma, signed_in):
    (one, _), (two, _) = told("Ermelinda Pacaya"), told("Ermelinda Pacaya")
    say("event", one.code, two.code, "different", irma)
    with pytest.raises(ChangedMeanwhile):
        say("event", one.code, two.code, "same", irma)
    sent = {"first": one.code, "second": two.code, "answer": "same"}
    late = signed_in(irma).post(f"{HERE}event/answer/", sent)
    assert late.status_code == 409
    assert "ya lo envió" in late.text
    assert not Represented.objects.exists()


def test_answers_are_learned_from(told, irma):
    names = "Rosa Quispe", "Nélida Condori", "Elvira Huamán", "Tomasa Pacaya"
    pairs = [[told(name)[1].ref for _ in range(2)] for name in names]
    before = compared("victim", irma)
    for one, two in pairs[:3]:
        say("victim", one, two, "different", irma)
    after = compared("victim", irma)
    last = tuple(pairs[3])
    assert last not in after or after[last].chance < before[last].chance
    assert tuple(pairs[0]) not in after


@pytest.mark.postgresql("erasure")
def test_an_erased_record_leaves_nothing_in_the_answers(told, irma):
    (_, a), (two, b), (_, c) = (told("Ermelinda Pacaya") for _ in range(3))
    say("victim", a.ref, b.ref, "same", irma)
    say("victim", a.ref, c.ref, "same", irma)
    compared("victim", irma)
    attacks.erase_attack(opened(two, seen_by=irma), by=irma, at=TODAY)
    left = repr([list(model.objects.values()) for model in (PairAnswer, Represented, Comparison)])
    assert b.ref not in left
    assert represented_by("victim", [a.ref, c.ref]) == {c.ref: a.ref}
    assert not Comparison.objects.exists()


def test_a_victim_who_may_not_be_kept_is_joined_with_nobody(told, irma):
    (one, a), (two, b) = told("Ermelinda Pacaya"), told("Ermelinda Pacaya")
    say("event", one.code, two.code, "same", irma)
    say("victim", a.ref, b.ref, "same", irma)
    compared("victim", irma)
    refused = PartyConsent(victim=b, ground="agreed", hold=False)
    given = NewConsent(refused, ConsentText())
    attacks.record_consent(opened(two, seen_by=irma), given, by=irma, at=TODAY)
    assert not PairAnswer.objects.filter(question="victim").exists()
    assert not Comparison.objects.exists()
    assert [bytes(row.sealed) for row in PairAnswer.objects.all()] == [b""], "a reason may name"
    assert represented_by("event", [two.code]) == {two.code: one.code}
    assert victims_counted() == 2


def test_a_removed_victim_is_no_obstacle(told, irma):
    (one, a), (_, b) = told("Ermelinda Pacaya"), told("Ermelinda Pacaya")
    say("victim", a.ref, b.ref, "same", irma)
    held = opened(Attack.objects.get(pk=one.pk), seen_by=irma)
    Act.objects.filter(victim=a).delete()
    attacks.remove_part(held, Victim.objects.get(pk=a.pk), seen=1, by=irma, at=TODAY)
    assert not PairAnswer.objects.exists()
    assert not Represented.objects.exists()


def test_the_pages_compare_answer_and_take_back(told, irma, signed_in):
    (one, _), (two, _) = told("Ermelinda Pacaya Ríos"), told("Hermelinda Pacaya")
    desk = signed_in(irma)
    assert desk.post(f"{HERE}event/compare/", {}).status_code == 302
    page = desk.get(f"{HERE}event/").text
    for shown in ("Ermelinda Pacaya Ríos", "Hermelinda Pacaya", "parecen ser el mismo ataque"):
        assert shown in page
    sent = {"first": one.code, "second": two.code, "answer": "same", "same": "people:4"}
    told_so = desk.post(f"{HERE}event/answer/", sent, follow=True).text
    assert "cuentan como uno" in told_so
    assert "Hermelinda" not in told_so
    assert two.code in desk.get(f"/desk/attacks/{one.code}/").text
    assert f"El mismo ataque que {one.code}" in desk.get("/desk/attacks/").text
    answered = desk.get(f"{HERE}event/answers/").text
    assert irma.member.name in answered
    assert "Una víctima con el mismo nombre" in answered
    answer = PairAnswer.objects.get()
    sent = {"first": one.code, "second": two.code, "answered": answer.pk}
    assert "Se deshizo" in desk.post(f"{HERE}event/answers/", sent, follow=True).text
    assert not Represented.objects.exists()


def test_after_an_attack_is_stored_a_line_names_possible_duplicates(told, irma, signed_in):
    (one, _), _ = told("Ermelinda Pacaya Ríos"), told("Ermelinda Pacaya Ríos")
    desk = signed_in(irma)
    page = desk.get(f"/desk/attacks/{one.code}/?stored=1").text
    assert "Otros 2 registros podrían tratar de lo mismo" in page
    assert "possible" not in page
    of_one = desk.get(f"{HERE}victim/", {"attack": one.code}).text
    assert "Ermelinda Pacaya Ríos" in of_one


def test_without_the_libraries_the_page_says_what_to_install(told, irma, signed_in, monkeypatch):
    one, _ = told("Ermelinda Pacaya")
    monkeypatch.setattr(queries, "find_spec", lambda _name: None)
    desk = signed_in(irma)
    assert "pip install &#x27;amparo[statistics]&#x27;" in desk.get(f"{HERE}event/").text
    assert desk.post(f"{HERE}event/compare/", {}).status_code == 404
    assert desk.get(f"/desk/attacks/{one.code}/?stored=1").status_code == 200


def test_a_record_that_the_member_cannot_open_is_no_candidate(told, irma, enrolled):
    told("Ermelinda Pacaya"), told("Ermelinda Pacaya")
    other = enrolled("Nora Díaz", "monitor")
    services_of = queries.computed_of("event", Filter(), seen_by=other)
    assert services_of.records == 0
    assert queries.kept("event", seen_by=other) is None
